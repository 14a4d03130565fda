/** YAML bodies. Small ones are read at once, large ones in a thread of their own; JSON, which is YAML too, as JSON. */
import { isUtf8 } from 'node:buffer';
import { countKeys, encodeJson, JsonError, MAX_JSON_VALUES, parseJson, parseJsonDocument } from './json.ts';
import type { Json } from './object.ts';
import type { YamlDocument } from './yaml-convert.ts';
import { notYaml, YamlError } from './yaml-error.ts';
import { YamlThread } from './yaml-thread.ts';

export { type YamlDocument, YamlError };

/** Reading YAML takes microseconds a byte: more of it would hold up the others. */
const MAX_INLINE_BYTES = 2 * 1024;

const thread = new YamlThread();

/** @throws YamlError; StatusError 413 for too many values, 429 when too many large bodies are being read already */
export async function parseYaml(bytes: Buffer, maxValues = MAX_JSON_VALUES): Promise<YamlDocument> {
  const asJson = bytes[0] === 0x7b ? parseAsJson(bytes, maxValues) : undefined;
  if (asJson !== undefined) return { value: asJson, duplicates: [] };
  if (!isUtf8(bytes)) throw notYaml('yaml: invalid leading UTF-8 octet');
  const text = bytes.toString('utf8');
  if (bytes.length > MAX_INLINE_BYTES) {
    const { json, duplicates } = await thread.convert(text);
    return { value: parseConverted(json, maxValues), duplicates };
  }
  // Loaded when the first client sends YAML: most never do.
  const { convertYaml } = await import('./yaml-convert.ts');
  const { value, duplicates } = convertYaml(text);
  return { value: parseConverted(encodeJson(value), maxValues), duplicates };
}

/** @returns undefined for what is no JSON, or repeats a key and so needs the lines that only the YAML reader knows */
function parseAsJson(bytes: Buffer, maxValues: number): Json | undefined {
  try {
    const { value, scan } = parseJsonDocument(bytes, maxValues);
    return countKeys(value) === scan.keys ? value : undefined;
  } catch (error) {
    if (error instanceof JsonError) return undefined;
    throw error;
  }
}

/** What was converted passes the checks of JSON: strings, depth, number of values. */
function parseConverted(json: string, maxValues: number): Json {
  try {
    return parseJson(Buffer.from(json), maxValues);
  } catch (error) {
    throw error instanceof JsonError ? notYaml(error.message) : error;
  }
}
