import { OWN_MODELS } from './own/index.ts';
import { DEFINITION_NAMES } from './tables/definitions.ts';

/** Model class → definition name, of Kubernetes' models and of Allium's own. */
export const DEFINITION_OF_MODEL: ReadonlyMap<string, string> = new Map([
  ...DEFINITION_NAMES,
  ...[...OWN_MODELS].map(([model, { definition }]) => [model, definition] as const),
]);

export const MODEL_OF_DEFINITION: ReadonlyMap<string, string> = new Map(
  [...DEFINITION_OF_MODEL].map(([model, definition]) => [definition, model]),
);
