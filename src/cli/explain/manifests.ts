/** The objects of a manifest, as kubectl reads them: YAML or JSON, several documents, lists. */
import { readFile } from 'node:fs/promises';
import { buffer } from 'node:stream/consumers';
import { isJsonObject, type KubeObject } from '../../api/object.ts';
import { parseYaml } from '../../api/yaml.ts';
import { ConfigError } from '../../config/errors.ts';

/** @param file `-`: standard input @throws ConfigError */
export async function readManifests(file: string): Promise<KubeObject[]> {
  try {
    const text = file === '-' ? await buffer(process.stdin) : await readFile(file);
    return await parseManifests(text.toString());
  } catch (error) {
    throw new ConfigError(`-f ${file}: ${(error as Error).message}`);
  }
}

export async function parseManifests(text: string): Promise<KubeObject[]> {
  const documents = text.split(/^---(?=\s|$)/m).filter((document) => /^\s*[^\s#]/m.test(document));
  const values = await Promise.all(documents.map(async (each) => (await parseYaml(Buffer.from(each))).value));
  const objects = values.flatMap(itemsOf);
  if (objects.length === 0) throw new Error('there is no object in it');
  return objects;
}

function itemsOf(value: unknown): KubeObject[] {
  if (!isJsonObject(value)) throw new Error('a document is no object');
  const { kind, items } = value;
  const isList = typeof kind === 'string' && kind.endsWith('List') && Array.isArray(items);
  return isList ? items.flatMap(itemsOf) : [value as unknown as KubeObject];
}
