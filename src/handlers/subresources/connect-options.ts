/** What a connection is asked for, as the options object that admission sees (core/v1 PodExecOptions and the like). */
import type { JsonObject } from '../../api/object.ts';
import { isTrue } from '../../request/resolve-request-info.ts';

type Field = 'flag' | 'text' | 'texts' | 'numbers' | 'path';

const STREAMS = { stdin: 'flag', stdout: 'flag', stderr: 'flag', tty: 'flag', container: 'text' } as const;
const PROXY = { path: 'path' } as const;

const FIELDS: ReadonlyMap<string, Readonly<Record<string, Field>>> = new Map<string, Readonly<Record<string, Field>>>([
  ['PodExecOptions', { ...STREAMS, command: 'texts' }],
  ['PodAttachOptions', STREAMS],
  ['PodPortForwardOptions', { ports: 'numbers' }],
  ['PodProxyOptions', PROXY],
  ['NodeProxyOptions', PROXY],
  ['ServiceProxyOptions', PROXY],
]);

type Read = (values: readonly string[], path: string) => unknown;

/** Undefined: as Go leaves out what is zero. */
const READ: Readonly<Record<Field, Read>> = {
  flag: ([value]) => (value !== undefined && isTrue(value)) || undefined,
  text: ([value]) => value || undefined,
  texts: (values) => (values.length > 0 ? values : undefined),
  numbers: (values) => {
    const numbers = values.flatMap((value) => value.split(',')).map(Number);
    return numbers.length > 0 ? numbers.filter(Number.isInteger) : undefined;
  },
  path: (_values, path) => path || undefined,
};

/** Reading a log is none. */
export function isConnection(kind: string): boolean {
  return FIELDS.has(kind);
}

/** @param path behind the subresource, from its slash on */
export function connectOptions(kind: string, query: URLSearchParams, path: string): JsonObject {
  const fields = Object.entries(FIELDS.get(kind) ?? {});
  const read = fields.map(([name, field]) => [name, READ[field](query.getAll(name), path)] as const);
  return { kind, apiVersion: 'v1', ...Object.fromEntries(read.filter(([, value]) => value !== undefined)) };
}
