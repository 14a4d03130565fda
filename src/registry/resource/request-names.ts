/** References inside a claim to its requests: `gpu`, or `gpu/large` for one of a request's alternatives. */
import { type FieldError, type FieldPath, invalidValue } from '../../api/field.ts';
import type { V1DeviceClaim } from '../../schema/generated/types.ts';
import { validateLabelName } from './names.ts';

const NOT_A_REQUEST =
  "must be the name of a request in the claim or the name of a request and a subrequest separated by '/'";

/** Everything that may be named: each request, and each of its subrequests behind it. */
export function requestNames({ requests }: V1DeviceClaim): ReadonlySet<string> {
  return new Set(
    (requests ?? []).flatMap(({ firstAvailable = [], name = '' }) => [
      name,
      ...firstAvailable.map((alternative) => `${name}/${alternative.name ?? ''}`),
    ]),
  );
}

export function validateRequestReference(name: string, known: ReadonlySet<string>, path: FieldPath): FieldError[] {
  const segments = name.split('/');
  if (segments.length > 2) return [invalidValue(path, name, NOT_A_REQUEST)];
  const errors = segments.flatMap((segment) => validateLabelName(segment, path));
  return known.has(name) ? errors : [...errors, invalidValue(path, name, NOT_A_REQUEST)];
}
