/**
 * What it costs to know who asks, for each kind of credential: seen for the first time, and again. In process, against
 * a whole GET of a small object in process, whose client is known beforehand.
 */
import { openTestApi } from '../../src/assembly/testing.ts';
import type { Authenticator } from '../../src/authentication/authenticator.ts';
import type { ApiRequest } from '../../src/request/http.ts';
import { KINDS } from '../authentication/kinds.ts';
import type { Run, Suite } from '../lib/report.ts';
import { median } from '../lib/statistics.ts';
import { share } from '../lib/table.ts';

const SLICES = 5;
const HEADER = ['credential', 'seen first', 'seen again', 'again, of a GET'];

/** @returns microseconds of one */
async function timed(count: number, one: (index: number) => unknown): Promise<number> {
  const start = performance.now();
  for (let i = 0; i < count; i++) {
    const done = one(i);
    if (done instanceof Promise) await done;
  }
  return ((performance.now() - start) * 1000) / count;
}

/** A wrong answer is no figure. */
async function checkAll(authenticator: Authenticator, requests: readonly ApiRequest[]): Promise<void> {
  for (const request of requests) {
    const found = await authenticator.authenticate(request);
    if (found.outcome !== 'authenticated') throw new Error(JSON.stringify(found));
  }
}

interface Figures {
  readonly first: number;
  readonly again: number;
}

async function measure(kind: string, count: number, rounds: number): Promise<Figures> {
  const { open, requests } = await KINDS.get(kind)!(count);
  const first: number[] = [];
  const again: number[] = [];
  await checkAll(open(), requests);
  for (let slice = 0; slice < SLICES; slice++) {
    const authenticator = open();
    const authenticate = (index: number) => authenticator.authenticate(requests[index % count]!);
    first.push(await timed(count, authenticate));
    again.push(await timed(count * rounds, authenticate));
  }
  return { first: median(first), again: median(again) };
}

/** @returns microseconds of a GET, from the request to the answer's bytes, without any socket */
async function getInProcess(requests: number): Promise<number> {
  const api = await openTestApi();
  const path = '/api/v1/namespaces/default/configmaps/small';
  const object = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'small' }, data: { a: 'b' } };
  await api.call('POST', '/api/v1/namespaces/default/configmaps', object);
  const request = { method: 'GET', path, rawQuery: '', headers: {}, remoteAddress: '127.0.0.1' };
  const asked = { ...request, query: new URLSearchParams(), signal: new AbortController().signal } as ApiRequest;
  const slices: number[] = [];
  for (let slice = 0; slice < SLICES; slice++) slices.push(await timed(requests, () => api.api.handle(asked)));
  await api.close();
  return median(slices);
}

const microseconds = (value: number) => `${value.toFixed(value < 10 ? 1 : 0)} µs`;

export const authentication: Suite = async (run: Run) => {
  run.progress('a GET, for reference');
  const reference = await getInProcess(run.quick ? 2_000 : 50_000);
  const rows: string[][] = [['none: the GET alone', '', microseconds(reference), '']];
  const records: Record<string, unknown>[] = [{ reference }];
  for (const kind of KINDS.keys()) {
    if (!run.wants(kind)) continue;
    run.progress(kind);
    const figures = await measure(kind, run.quick ? 50 : 1000, run.quick ? 20 : 50);
    const ratio = figures.again / reference;
    rows.push([kind, microseconds(figures.first), microseconds(figures.again), share(ratio)]);
    records.push({ kind, ...figures, ratio });
  }
  return [{ title: 'Authentication of one request', header: HEADER, rows, records }];
};
