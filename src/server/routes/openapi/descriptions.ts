/** What the typed models say of kinds and fields. A megabyte, which is loaded when the first document is asked for. */
import { OWN_MODELS } from '../../../schema/own/index.ts';
import type { OwnModel } from '../../../schema/own/model.ts';

export interface ModelDescription {
  readonly description: string;
  readonly fields: Readonly<Record<string, string>>;
}

/** By model: `V1Pod`. */
export type Descriptions = ReadonlyMap<string, ModelDescription>;

export async function readDescriptions(): Promise<Descriptions> {
  const { default: generated } = await import('../../../schema/generated/descriptions.json', {
    with: { type: 'json' },
  });
  const own = [...OWN_MODELS].map(([model, declared]) => [model, describeOwn(declared)] as const);
  return new Map([...Object.entries(generated as unknown as Record<string, ModelDescription>), ...own]);
}

function describeOwn({ description, fields }: OwnModel): ModelDescription {
  const said = Object.entries(fields).map(([name, field]) => [name, field.description]);
  return { description, fields: Object.fromEntries(said) };
}
