/** What the typed models say of kinds and fields. A megabyte, which is loaded when the first document is asked for. */

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
  return new Map(Object.entries(generated as unknown as Record<string, ModelDescription>));
}
