/** DeleteOptions, from the query or from the request's body (meta.k8s.io). */
import { type FieldError, invalidValue, notSupported, path } from '../../api/field.ts';
import { goQuote } from '../../api/go-format.ts';
import { isJsonObject, type JsonObject } from '../../api/object.ts';
import { badRequest, invalid, type StatusError } from '../../api/status.ts';
import { isTrue } from '../../request/resolve-request-info.ts';
import { kindOf } from '../../schema/decode/go-words.ts';
import { parseInt64 } from './parse.ts';
import { dryRunErrors } from './write-options.ts';

export type PropagationPolicy = 'Orphan' | 'Background' | 'Foreground';

export interface DeleteOptions {
  /** Not negative. */
  readonly gracePeriodSeconds: number | undefined;
  readonly uid: string | undefined;
  readonly resourceVersion: string | undefined;
  readonly propagationPolicy: PropagationPolicy | undefined;
  readonly orphanDependents: boolean | undefined;
  readonly dryRun: boolean;
}

interface RawDeleteOptions {
  gracePeriodSeconds?: unknown;
  preconditions?: unknown;
  propagationPolicy?: unknown;
  orphanDependents?: unknown;
  dryRun?: unknown;
  [field: string]: unknown;
}

/**
 * @param body the decoded body, when there is one: it wins over the query, as upstream has it
 * @throws StatusError 400 or 422
 */
export function parseDeleteOptions(query: URLSearchParams, body: JsonObject | undefined): DeleteOptions {
  const raw = body === undefined ? fromQuery(query) : fromBody(body);
  const options = read(raw);
  const errors = optionErrors(raw, options);
  if (errors.length > 0) throw invalid({ group: 'meta.k8s.io', kind: 'DeleteOptions' }, '', errors);
  return options;
}

function fromQuery(query: URLSearchParams): RawDeleteOptions {
  return {
    gracePeriodSeconds: parseInt64(query.get('gracePeriodSeconds')),
    preconditions: { uid: query.get('uid') || undefined, resourceVersion: query.get('resourceVersion') || undefined },
    propagationPolicy: query.get('propagationPolicy') ?? undefined,
    orphanDependents: query.has('orphanDependents') ? isTrue(query.get('orphanDependents')) : undefined,
    dryRun: query.getAll('dryRun'),
  };
}

const SCHEME = '"k8s.io/apimachinery/pkg/apis/meta/internalversion/scheme/register.go:27"';

function fromBody(body: JsonObject): RawDeleteOptions {
  const kind = textOf(body, 'kind');
  const apiVersion = textOf(body, 'apiVersion');
  if (kind === '' || kind === 'DeleteOptions') return body;
  const version = goQuote(apiVersion || 'v1');
  throw badRequest(`no kind ${goQuote(kind)} is registered for version ${version} in scheme ${SCHEME}`);
}

/** Upstream reads these two before anything else. */
export function noVersionAndKind(why: string): StatusError {
  return badRequest(`couldn't get version/kind; json parse error: ${why}`);
}

function textOf(body: JsonObject, field: 'kind' | 'apiVersion'): string {
  const value: unknown = body[field] ?? '';
  if (typeof value === 'string') return value;
  const why = `json: cannot unmarshal ${kindOf(value)} into Go struct field .${field} of type string`;
  throw noVersionAndKind(why);
}

function read(raw: RawDeleteOptions): DeleteOptions {
  const preconditions = object(raw.preconditions, 'preconditions', 'v1.Preconditions');
  return {
    gracePeriodSeconds: gracePeriod(integer(raw.gracePeriodSeconds, 'gracePeriodSeconds')),
    uid: text(preconditions.uid, 'preconditions.uid'),
    resourceVersion: text(preconditions.resourceVersion, 'preconditions.resourceVersion'),
    propagationPolicy: text(raw.propagationPolicy, 'propagationPolicy') as PropagationPolicy | undefined,
    orphanDependents: boolean(raw.orphanDependents, 'orphanDependents'),
    dryRun: texts(raw.dryRun, 'dryRun').length > 0,
  };
}

/** A negative one stands for the shortest that is not at once. */
function gracePeriod(seconds: number | undefined): number | undefined {
  return seconds !== undefined && seconds < 0 ? 1 : seconds;
}

function integer(value: unknown, field: string): number | undefined {
  if (value === undefined || value === null) return undefined;
  if (!Number.isInteger(value)) throw unmarshalError(value, field, 'int64');
  return value as number;
}

function text(value: unknown, field: string): string | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'string') throw unmarshalError(value, field, 'string');
  return value;
}

function boolean(value: unknown, field: string): boolean | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'boolean') throw unmarshalError(value, field, 'bool');
  return value;
}

function object(value: unknown, field: string, type: string): JsonObject {
  if (value === undefined || value === null) return {};
  if (!isJsonObject(value)) throw unmarshalError(value, field, type);
  return value;
}

/** Threat: a dry run that is misspelled must not delete. */
function texts(value: unknown, field: string): string[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) throw unmarshalError(value, field, '[]string');
  return value.map((item) => text(item, field) ?? '');
}

function unmarshalError(value: unknown, field: string, type: string) {
  return badRequest(
    `json: cannot unmarshal ${kindOf(value)} into Go struct field DeleteOptions.${field} of type ${type}`,
  );
}

const POLICIES = ['Foreground', 'Background', 'Orphan', 'nil'];

function optionErrors(raw: RawDeleteOptions, options: DeleteOptions): FieldError[] {
  const errors: FieldError[] = [];
  const { propagationPolicy, orphanDependents } = options;
  if (propagationPolicy !== undefined && orphanDependents !== undefined) {
    errors.push(
      invalidValue(
        path('propagationPolicy'),
        propagationPolicy,
        'orphanDependents and deletionPropagation cannot be both set',
      ),
    );
  }
  if (propagationPolicy !== undefined && !POLICIES.slice(0, 3).includes(propagationPolicy)) {
    errors.push(notSupported(path('propagationPolicy'), propagationPolicy, POLICIES));
  }
  return [...errors, ...dryRunErrors(texts(raw.dryRun, 'dryRun'))];
}
