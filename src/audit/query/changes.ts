/** What writes changed in objects, told by the objects that they answered with. */
import { isJsonObject, type JsonObject } from '../../api/object.ts';
import { equalJson, getOwn } from '../../util/json-value.ts';
import type { AuditEvent } from '../event.ts';
import { REDACTED } from '../redact/shown.ts';
import { isFinal, WRITES } from './question.ts';

export interface Change {
  /** `spec.template.spec.containers[0].image` */
  readonly path: string;
  /** Absent: it was not there. */
  readonly from?: unknown;
  /** Absent: it is not there any more. */
  readonly to?: unknown;
  /** It holds what is not recorded, before and after: it may have changed, or not. */
  readonly redacted?: true;
}

/** What is known of a write's effect. */
export type Effect =
  | { readonly known: 'created' | 'deleted' }
  | { readonly known: 'changed'; readonly changes: readonly Change[] }
  /** Bodies are recorded at level RequestResponse. */
  | { readonly known: 'no-body' }
  /** The write before is not in these logs, or has no body. */
  | { readonly known: 'no-body-before' };

/** Objects whose newest state is kept; of more, the ones that were written last. */
const MOST_OBJECTS = 500;
/** Change with every write, and say nothing about what was written. */
const BOOKKEEPING = new Set(['metadata.managedFields', 'metadata.resourceVersion']);

export class ObjectHistory {
  readonly #newest = new Map<string, Record<string, unknown>>();

  /** @returns undefined for what wrote no object */
  observe(event: AuditEvent): Effect | undefined {
    const key = writtenKey(event);
    if (key === undefined) return undefined;
    const before = this.#newest.get(key);
    this.#newest.delete(key);
    if (event.verb === 'delete') return { known: 'deleted' };
    const after = event.responseObject;
    if (!isJsonObject(after)) return { known: 'no-body' };
    this.#keep(key, after);
    if (event.verb === 'create') return { known: 'created' };
    if (!before) return { known: 'no-body-before' };
    return { known: 'changed', changes: isWritten(before, after) ? changesBetween(before, after) : [] };
  }

  #keep(key: string, object: Record<string, unknown>): void {
    this.#newest.set(key, object);
    if (this.#newest.size > MOST_OBJECTS) this.#newest.delete(this.#newest.keys().next().value!);
  }
}

/** A write that changes nothing leaves the object as it is, its version too. */
function isWritten(before: JsonObject, after: JsonObject): boolean {
  const versions = [before, after].map(({ metadata }) => isJsonObject(metadata) && metadata.resourceVersion);
  return versions[0] !== versions[1] || typeof versions[0] !== 'string';
}

function writtenKey(event: AuditEvent): string | undefined {
  const { objectRef, responseStatus, verb, requestURI } = event;
  if (!objectRef || !isFinal(event) || !WRITES.includes(verb) || (responseStatus?.code ?? 500) >= 300) return undefined;
  // Other subresources answer with kinds of their own.
  if (!['', 'status'].includes(objectRef.subresource ?? '') || requestURI.includes('dryRun=')) return undefined;
  const { apiGroup = '', resource, namespace = '', name } = objectRef;
  return name === undefined ? undefined : JSON.stringify([apiGroup, resource, namespace, name]);
}

export function changesBetween(from: unknown, to: unknown, path = ''): Change[] {
  if (BOOKKEEPING.has(path)) return [];
  if (from === REDACTED && to === REDACTED) return [{ path, redacted: true }];
  if (Array.isArray(from) && Array.isArray(to)) {
    return Array.from({ length: Math.max(from.length, to.length) }, (_, i) =>
      changesBetween(from[i], to[i], `${path}[${i}]`),
    ).flat();
  }
  if (!isJsonObject(from) || !isJsonObject(to)) {
    if (equalJson(from, to)) return [];
    return [{ path, ...(from !== undefined && { from }), ...(to !== undefined && { to }) }];
  }
  return [...new Set([...Object.keys(from), ...Object.keys(to)])].flatMap((key) =>
    changesBetween(getOwn(from, key), getOwn(to, key), childPath(path, key)),
  );
}

function childPath(path: string, key: string): string {
  if (!/^[\w-]+$/.test(key)) return `${path}[${JSON.stringify(key)}]`;
  return path === '' ? key : `${path}.${key}`;
}
