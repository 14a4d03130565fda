/** JSON paths to a field, as `.spec.size` or `.spec['my-size']`: only to what the schema names. */
import { isJsonObject } from '../../../api/object.ts';
import type { V1JSONSchemaProps } from '../../../schema/generated/types.ts';

interface Field {
  readonly names: readonly string[];
  readonly schema: V1JSONSchemaProps;
}

const NOT_A_FIELD = 'does not refer to a valid field';
const ENDS = 'unexpected end of JSON path';
/** A quoted text, a delimiter, or what stands between delimiters. */
const TOKENS = /'(?:[^\\']|\\.)*'|[.[\]]|[^.[\]]+/gs;

/** @returns the field, or what is wrong with the path, in upstream's words */
export function findField(jsonPath: string, root: V1JSONSchemaProps, { arrayNotation = true } = {}): Field | string {
  const tokens = (jsonPath.match(TOKENS) ?? []).values();
  const names: string[] = [];
  let schema: V1JSONSchemaProps = root;
  for (const token of tokens) {
    if (token !== '.' && token !== '[') return `expected [ or . but got: ${token}`;
    if (token === '[' && !arrayNotation) return 'array notation is not allowed';
    const next = tokens.next();
    if (next.done) return ENDS;
    const quoted = token === '[' ? /^'(.*)'$/s.exec(next.value)?.[1] : next.value;
    if (quoted === undefined) return `expected single quoted string but got ${next.value}`;
    const name = token === '[' ? quoted.replaceAll(/\\(.)/gs, '$1') : quoted;
    const inner = innerField(schema, name);
    if (!inner) return NOT_A_FIELD;
    names.push(name);
    schema = inner;
    if (token !== '[') continue;
    const close = tokens.next();
    if (close.done) return ENDS;
    if (close.value !== ']') return `expected ] but got ${close.value}`;
  }
  return { names, schema };
}

function innerField({ additionalProperties, properties }: V1JSONSchemaProps, name: string) {
  if (properties && Object.keys(properties).length > 0) {
    return Object.hasOwn(properties, name) ? properties[name] : undefined;
  }
  return isJsonObject(additionalProperties) ? (additionalProperties as V1JSONSchemaProps) : undefined;
}
