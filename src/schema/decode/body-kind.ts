/** What kind a request body says it is, and whether that is the kind its path stands for. */

import { goQuote } from '../../api/go-format.ts';
import {
  apiVersionOf,
  type GroupVersionKind,
  goPackageOf,
  isJsonObject,
  type Json,
  type JsonObject,
  parseApiVersion,
} from '../../api/object.ts';
import { kindOf } from './go-words.ts';

/** The message is kube-apiserver's. */
export class KindError extends Error {
  override readonly name = 'KindError';
}

const PARSE_ERROR = "couldn't get version/kind; json parse error:";
const GO_TYPE =
  'struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" }';

/** @param expected fills in what the body leaves out @throws KindError */
export function gvkOf(body: Json, expected: GroupVersionKind): GroupVersionKind {
  if (body !== null && !isJsonObject(body)) {
    throw new KindError(`${PARSE_ERROR} json: cannot unmarshal ${kindOf(body)} into Go value of type ${GO_TYPE}`);
  }
  const apiVersion = stringOf(body ?? {}, 'apiVersion');
  const kind = stringOf(body ?? {}, 'kind') || expected.kind;
  if (apiVersion.split('/').length > 2) throw new KindError(`unexpected GroupVersion string: ${apiVersion}`);
  if (apiVersion === '') return { group: expected.group, version: expected.version, kind };
  return { ...parseApiVersion(apiVersion), kind };
}

function stringOf(body: JsonObject, field: string): string {
  const value = Object.hasOwn(body, field) ? (body[field] ?? '') : '';
  if (typeof value === 'string') return value;
  throw new KindError(
    `${PARSE_ERROR} json: cannot unmarshal ${kindOf(value)} into Go struct field .${field} of type string`,
  );
}

interface Expectation {
  readonly gvk: GroupVersionKind;
  readonly olderVersions?: readonly string[];
  readonly isKnown?: (gvk: GroupVersionKind) => boolean;
}

/** @throws KindError if the body is of another kind than its path stands for */
export function assertKind(said: GroupVersionKind, { gvk, olderVersions = [], isKnown }: Expectation): void {
  const isSame = said.kind === gvk.kind && said.group === gvk.group;
  if (isSame && (said.version === gvk.version || olderVersions.includes(said.version))) return;
  const version = apiVersionOf(said);
  if (!isKnown?.(said)) {
    const scheme = 'pkg/api/legacyscheme/scheme.go:30';
    throw new KindError(
      `no kind ${goQuote(said.kind)} is registered for version ${goQuote(version)} in scheme ${goQuote(scheme)}`,
    );
  }
  if (isSame) {
    throw new KindError(
      `the API version in the data (${version}) does not match the expected API version (${apiVersionOf(gvk)})`,
    );
  }
  const type = `${goPackageOf(gvk.group)}.${gvk.kind}`;
  throw new KindError(`converting (${said.version}.${said.kind}) to (${type}): unknown conversion`);
}
