/** What the typed models say of kinds and fields. A megabyte: read for each document that is made, and let go after. */
import { readFile } from 'node:fs/promises';

export interface ModelDescription {
  readonly description: string;
  readonly fields: Readonly<Record<string, string>>;
}

/** By model: `V1Pod`. */
export type Descriptions = ReadonlyMap<string, ModelDescription>;

const FILE = new URL('../../../schema/generated/descriptions.json', import.meta.url);

export async function readDescriptions(): Promise<Descriptions> {
  return new Map(Object.entries(JSON.parse(await readFile(FILE, 'utf8'))));
}
