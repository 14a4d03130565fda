import { parseJson } from '../../../api/json.ts';
import { decodeValue } from '../../../schema/decode/decode-object.ts';
import type { V1Toleration } from '../../../schema/generated/types.ts';
import { schemaOf } from '../../../schema/schema-of.ts';

/** A list of tolerations as JSON; empty text is an empty list. @throws Error in Go's words */
export function readTolerations(text: string): readonly V1Toleration[] {
  if (text === '') return [];
  const { value } = decodeValue(parseJson(Buffer.from(text)), {
    kind: 'list',
    items: schemaOf('V1Toleration'),
    listType: 'atomic',
    mapKeys: [],
  });
  return (value ?? []) as V1Toleration[];
}
