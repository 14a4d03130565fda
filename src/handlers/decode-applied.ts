import { isJsonObject, type JsonObject, type KubeObject } from '../api/object.ts';
import { badRequest } from '../api/status.ts';
import { parseYaml, YamlError } from '../api/yaml.ts';
import { repeatedKeysError } from '../api/yaml-error.ts';
import { cannotUnmarshal, GO_OBJECT } from '../schema/patch/cannot-unmarshal.ts';
import { warn } from './admit.ts';
import { checkName, MAX_BODY_BYTES, setNamespace } from './body.ts';
import type { FieldValidation } from './options/write-options.ts';
import type { Scope } from './scope.ts';

/**
 * An applied configuration, YAML (which JSON is too), as it was sent: fitting it to the kind would hide what the applier
 * left out.
 * @throws StatusError 400, 413
 */
export async function readApplied(scope: Scope, fieldValidation: FieldValidation): Promise<KubeObject> {
  const { value: sent, duplicates } = await parse(
    await scope.context.request.body(MAX_BODY_BYTES),
    scope.resource.maxValues,
  );
  const value = asObject(sent);
  scope.context.audit.requestObject(value);
  const [repeated] = repeatedKeysError(duplicates);
  if (fieldValidation === 'Strict' && repeated !== undefined) {
    throw badRequest(`error strict decoding YAML: error converting YAML to JSON: ${repeated}`);
  }
  if (fieldValidation === 'Warn') for (const text of duplicates) warn(scope, text);
  const applied = { ...value, metadata: value.metadata ?? {} } as KubeObject;
  if (applied.metadata.name) checkName(scope, applied);
  setNamespace(scope, applied);
  return applied;
}

/** Nothing at all is an object without fields, which names no kind. */
function asObject(value: unknown): JsonObject {
  if (value === null || value === undefined) return {};
  if (!isJsonObject(value)) {
    const error = cannotUnmarshal(value, GO_OBJECT);
    throw badRequest(`error decoding YAML: error unmarshaling JSON: while decoding JSON: ${error}`);
  }
  if (isJsonObject(value.metadata ?? {})) return value;
  throw badRequest('error decoding YAML: metadata must be an object');
}

interface Parsed {
  readonly value: unknown;
  readonly duplicates: readonly string[];
}

async function parse(bytes: Buffer, maxValues: number): Promise<Parsed> {
  try {
    return await parseYaml(bytes, maxValues);
  } catch (error) {
    throw error instanceof YamlError ? badRequest(`error decoding YAML: ${error.message}`) : error;
  }
}
