/** Compares an answer with a recorded one: values that differ from run to run are taken out first. */
import { isDeepStrictEqual } from 'node:util';

const VOLATILE = new Set([
  'uid',
  'resourceVersion',
  'creationTimestamp',
  'deletionTimestamp',
  'selfLink',
  'time',
  'continue',
  'clusterIP',
  'clusterIPs',
  'nodePort',
  'token',
  'expirationTimestamp',
  'lastTransitionTime',
  'lastUpdateTime',
  'lastScheduleTime',
  'startTime',
  'observedGeneration',
  'retryAfterSeconds',
]);
const UNORDERED = new Set(['conditions', 'managedFields', 'causes']);
const SUBSTITUTIONS: readonly (readonly [RegExp, string])[] = [
  [/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, '<uuid>'],
  [/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z/g, '<time>'],
  [/kube-api-access-[a-z0-9]{5}/g, 'kube-api-access-<x>'],
  [/\b10\.\d+\.\d+\.\d+\b/g, '<ip>'],
  [/-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----\n?/g, '<pem>'],
  [/0x[0-9a-f]{8,}/g, '<pointer>'],
];

/** The same rules made the recording. */
export function plain(value: unknown, key = ''): unknown {
  if (Array.isArray(value)) {
    const items = value.map((item) => plain(item));
    // By name, so that one more does not make all that follow differ.
    if (key === 'resources') return Object.fromEntries(items.map((item: any) => [item.name, item]));
    return UNORDERED.has(key) ? items.sort((a, b) => (sorted(a) < sorted(b) ? -1 : 1)) : items;
  }
  if (isObject(value)) {
    return Object.fromEntries(
      Object.entries(value).map(([name, item]) => [name, isVolatile(name, item) ? '<volatile>' : plain(item, name)]),
    );
  }
  if (typeof value !== 'string') return value;
  return SUBSTITUTIONS.reduce((text, [pattern, to]) => text.replaceAll(pattern, to), value);
}

function isVolatile(name: string, value: unknown): boolean {
  return VOLATILE.has(name) && !isObject(value) && value !== null && value !== '' && value !== 'None';
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** JSON with keys in order. */
function sorted(value: unknown): string {
  return JSON.stringify(value, (_key, inner) =>
    isObject(inner) ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1))) : inner,
  );
}

export interface Difference {
  /** `body.spec.replicas` */
  readonly path: string;
  readonly text: string;
}

export function* differences(want: unknown, got: unknown, path: string): Generator<Difference> {
  if (isObject(want) && isObject(got)) {
    for (const key of new Set([...Object.keys(want), ...Object.keys(got)])) {
      const inner = path === '' ? key : `${path}.${key}`;
      if (!Object.hasOwn(got, key)) yield { path: inner, text: `${inner}: missing, want ${show(want[key])}` };
      else if (!Object.hasOwn(want, key)) yield { path: inner, text: `${inner}: unexpected ${show(got[key])}` };
      else yield* differences(want[key], got[key], inner);
    }
  } else if (Array.isArray(want) && Array.isArray(got)) {
    if (want.length !== got.length) yield { path, text: `${path}: ${got.length} items, want ${want.length}` };
    for (let at = 0; at < Math.min(want.length, got.length); at += 1) {
      yield* differences(want[at], got[at], `${path}[${at}]`);
    }
  } else if (!isDeepStrictEqual(want, got)) {
    yield { path, text: `${path}: ${show(got)}, want ${show(want)}` };
  }
}

function show(value: unknown): string {
  return JSON.stringify(value)?.slice(0, 240);
}
