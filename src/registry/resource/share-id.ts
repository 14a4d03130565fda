import { type FieldError, type FieldPath, invalidValue } from '../../api/field.ts';
import { goQuote } from '../../api/go-format.ts';
import { byteLength } from '../../api/names.ts';

const STANDARD = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const BARE = /^[0-9a-f]{32}$/i;
const URN = 'urn:uuid:';
const LENGTH = 36;
const NOT_NORMAL =
  'uid must be in RFC 4122 normalized form, `xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx` with lowercase hexadecimal characters';

/** The identity of one share of a device: a UUID in its normal form. */
export function validateShareId(id: string | undefined, path: FieldPath): FieldError[] {
  if (id === undefined) return [];
  const error = uuidError(id);
  if (error !== undefined) return [invalidValue(path, id, `error validating uid: ${error}`)];
  return id.length === LENGTH && id === id.toLowerCase() ? [] : [invalidValue(path, id, NOT_NORMAL)];
}

/** What github.com/google/uuid says of a text, which it takes in four forms. */
function uuidError(text: string): string | undefined {
  const length = byteLength(text);
  switch (length) {
    case LENGTH:
      return formatError(STANDARD, text);
    case LENGTH + URN.length:
      if (text.slice(0, URN.length).toLowerCase() !== URN) return `invalid urn prefix: ${goQuote(text.slice(0, 9))}`;
      return formatError(STANDARD, text.slice(URN.length));
    case LENGTH + 2:
      if (!text.startsWith('{') || !text.endsWith('}')) return 'invalid bracketed UUID format';
      return formatError(STANDARD, text.slice(1, -1));
    case LENGTH - 4:
      return formatError(BARE, text);
    default:
      return `invalid UUID length: ${length}`;
  }
}

function formatError(form: RegExp, text: string): string | undefined {
  return form.test(text) ? undefined : 'invalid UUID format';
}
