/** The thread that reads large YAML bodies, so that the event loop need not wait for them. */
import { parentPort } from 'node:worker_threads';
import { encodeJson } from './json.ts';
import { convertYaml } from './yaml-convert.ts';
import { YamlError } from './yaml-error.ts';

/** One body at a time. JSON text goes back: the receiving side parses it many times faster than it would clone objects. */
export type YamlReply = { readonly json: string; readonly duplicates: readonly string[] } | { readonly error: string };

function reply(text: string): YamlReply {
  try {
    const { value, duplicates } = convertYaml(text);
    return { json: encodeJson(value), duplicates };
  } catch (error) {
    if (error instanceof YamlError) return { error: error.message };
    throw error;
  }
}

parentPort?.on('message', (text: string) => parentPort?.postMessage(reply(text)));
