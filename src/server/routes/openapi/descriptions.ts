/** What the typed models say of kinds and fields. A megabyte, which is read when the first document is asked for. */
import { readFile } from 'node:fs/promises';
import { OWN_MODELS } from '../../../schema/own/index.ts';
import type { OwnModel } from '../../../schema/own/model.ts';

export interface ModelDescription {
  readonly description: string;
  readonly fields: Readonly<Record<string, string>>;
}

/** By model: `V1Pod`. */
export type Descriptions = ReadonlyMap<string, ModelDescription>;

/** Bundled, it lies beside the program. */
const PLACE = import.meta.url.endsWith('.ts') ? '../../../schema/generated/descriptions.json' : './descriptions.json';
const FILE = new URL(PLACE, import.meta.url);

export async function readDescriptions(): Promise<Descriptions> {
  const generated: Record<string, ModelDescription> = JSON.parse(await readFile(FILE, 'utf8'));
  const own = [...OWN_MODELS].map(([model, declared]) => [model, describeOwn(declared)] as const);
  return new Map([...Object.entries(generated), ...own]);
}

function describeOwn({ description, fields }: OwnModel): ModelDescription {
  const said = Object.entries(fields).map(([name, field]) => [name, field.description]);
  return { description, fields: Object.fromEntries(said) };
}
