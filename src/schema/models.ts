/** The typed models as the generator wrote them: the shape of every built-in kind, one row a field. Allium's own stand beside them. */
import generated from './generated/models.json' with { type: 'json' };
import { OWN_MODELS } from './own/index.ts';
import type { OwnModel } from './own/model.ts';

export interface ModelField {
  readonly name: string;
  /** As the typed models spell it: `string`, `V1PodSpec`, `Array<V1Container>`, `{ [key: string]: string; }`, `any`. */
  readonly type: string;
  readonly format: string;
  readonly required: boolean;
}

type Row = readonly [name: string, type: string, format: string, required: number];

const ROWS: ReadonlyMap<string, readonly Row[]> = new Map(
  Object.entries(generated as unknown as Record<string, readonly Row[]>),
);

export function isModel(name: string): boolean {
  return ROWS.has(name) || OWN_MODELS.has(name);
}

/** @throws Error for a name that no model has: a mistake in this program, never in a request */
export function modelFields(model: string): ModelField[] {
  const own = OWN_MODELS.get(model);
  if (own) return fieldsOf(own);
  const rows = ROWS.get(model);
  if (!rows) throw new Error(`there is no typed model ${model}`);
  return rows.map(([name, type, format, required]) => ({ name, type, format, required: required === 1 }));
}

function fieldsOf({ fields }: OwnModel): ModelField[] {
  return Object.entries(fields).map(([name, { type, format = '', required = false }]) => {
    return { name, type, format, required };
  });
}
