/**
 * What revocations cost those who are not revoked: a whole GET in process with 100,000 of them against the same with
 * none, in turns. And what they cost otherwise: the start, ending watches, the signed list.
 */
import { createPrivateKey, randomBytes } from 'node:crypto';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { CredentialRevocation, CredentialRevocationSpec } from '../../src/api/allium.ts';
import { openTestApi, type TestApi } from '../../src/assembly/testing.ts';
import { revocationOf } from '../../src/authentication/revocation/revocation.ts';
import { RevocationIndex } from '../../src/authentication/revocation/revocation-index.ts';
import { createCrl } from '../../src/pki/crl.ts';
import { Issuer } from '../../src/pki/issuer.ts';
import { encodeStored } from '../../src/registry/store/codec.ts';
import type { Credential, Holder } from '../../src/request/credential.ts';
import type { ApiRequest } from '../../src/request/http.ts';
import { OpenStreams } from '../../src/server/filters/open-streams.ts';
import { createMemoryStorage } from '../../src/storage/memory/memory.ts';
import { systemClock } from '../../src/util/clock.ts';
import type { Report, Suite } from '../lib/report.ts';
import { median } from '../lib/statistics.ts';
import { count, milliseconds } from '../lib/table.ts';

const SLICES = 15;
const WATCHES = 10_000;
const CREDENTIAL: Credential = {
  id: `X509SHA256=${'ab'.repeat(32)}`,
  issuer: 'CN=kubernetes',
  serialNumber: 'ab'.repeat(16),
  issuedAt: Date.parse('2030-01-01T00:00:00Z'),
};

/** Half certificates, the rest tokens, users and groups. */
function revocation(i: number): CredentialRevocation {
  const issuedBefore = '2029-01-01T00:00:00Z';
  const specs: CredentialRevocationSpec[] = [
    { certificate: { issuer: 'CN=kubernetes', serialNumber: serialOf(i) } },
    { certificate: { serialNumber: serialOf(i) } },
    { token: { id: `token-${i}` } },
    i % 8 === 3 ? { subject: { user: `user-${i}`, issuedBefore } } : { subject: { group: `group-${i}`, issuedBefore } },
  ];
  return {
    apiVersion: 'allium.dev/v1alpha1',
    kind: 'CredentialRevocation',
    metadata: { name: `revocation-${i}`, uid: `${i}`, creationTimestamp: '2029-01-01T00:00:00Z' },
    spec: { ...specs[i % 4]!, reason: 'KeyCompromise' },
  };
}

function serialOf(i: number): string {
  return (i + 1).toString(16).padStart(32, '7');
}

async function apiWith(revocations: number): Promise<{ api: TestApi; start: number }> {
  const storage = createMemoryStorage({ clock: systemClock });
  for (let i = 0; i < revocations; i += 100) {
    const operations = Array.from({ length: Math.min(100, revocations - i) }, (_, j) => {
      const key = `/registry/allium.dev/credentialrevocations/revocation-${i + j}`;
      return { type: 'put', key, value: encodeStored(revocation(i + j)) } as const;
    });
    await storage.commit(operations);
  }
  const start = performance.now();
  const api = await openTestApi({ storage, credential: CREDENTIAL });
  const object = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'small' }, data: { a: 'b' } };
  await api.call('POST', '/api/v1/namespaces/default/configmaps', object);
  return { api, start: performance.now() - start };
}

/** @returns microseconds of one GET */
async function timed({ api }: TestApi, requests: number): Promise<number> {
  const path = '/api/v1/namespaces/default/configmaps/small';
  const request = { method: 'GET', path, rawQuery: '', headers: {}, remoteAddress: '127.0.0.1' };
  const asked = { ...request, query: new URLSearchParams(), signal: new AbortController().signal } as ApiRequest;
  const start = performance.now();
  for (let i = 0; i < requests; i++) {
    const { status } = await api.handle(asked);
    if (status !== 200) throw new Error(`answered ${status}`);
  }
  return ((performance.now() - start) * 1000) / requests;
}

async function measureRequests(revocations: number, requests: number): Promise<Report> {
  const [none, many] = [await apiWith(0), await apiWith(revocations)];
  const costs = { none: [] as number[], many: [] as number[] };
  for (let slice = 0; slice < SLICES; slice++) {
    costs.none.push(await timed(none.api, requests));
    costs.many.push(await timed(many.api, requests));
  }
  await Promise.all([none.api.close(), many.api.close()]);
  const [without, withAll] = [median(costs.none), median(costs.many)];
  const ratio = withAll / without;
  const row = (name: string, cost: number, start: number) => [name, `${cost.toFixed(2)} µs`, milliseconds(start)];
  return {
    title: `A GET in process: ${ratio.toFixed(3)} of what it costs without revocations`,
    header: ['revocations', 'median', 'start'],
    rows: [row('0', without, none.start), row(count(revocations), withAll, many.start)],
    records: [{ revocations, without, with: withAll, ratio, start: many.start }],
  };
}

/** A revocation that hits one of many open watches. @returns milliseconds */
async function measureSweep(revocations: number): Promise<number> {
  const index = new RevocationIndex(() => undefined);
  for (let i = 0; i < revocations; i++) index.set(revocationOf(revocation(i)));
  let ended = 0;
  const streams = new OpenStreams<Holder>({
    isRevoked: (holder) => index.find(holder) !== undefined,
    basesOf: () => [],
    isValid: () => true,
    endsAt: () => undefined,
    onEnded: (_why, count) => {
      ended += count;
    },
    clock: systemClock,
  });
  const sink = { closed: false, write: () => true, drained: () => Promise.resolve(), onClose: () => {} };
  for (let i = 0; i < WATCHES; i++) {
    const user = { name: `watcher-${i}`, groups: ['dev', 'ops', 'system:authenticated'] };
    const body = streams.own({ user, credential: CREDENTIAL }, (watched) => new Promise((end) => watched.onClose(end)));
    void body({ ...sink });
  }
  const one = { ...revocation(0), metadata: { name: 'one' }, spec: { subject: { user: 'watcher-7' } } };
  const start = performance.now();
  index.set(revocationOf(one));
  streams.sweep();
  if (ended !== 1) throw new Error('not exactly one watch has ended');
  return performance.now() - start;
}

async function measureList(entries: number) {
  const issuer = new Issuer({ now: () => Date.now(), randomBytes });
  const { certificate, privateKey } = issuer.selfSigned('kubernetes');
  const revoked = Array.from({ length: entries }, (_, i) => {
    return { serialNumber: serialOf(i), revokedAt: i * 1000, reason: 1 };
  });
  const content = { entries: revoked, number: 1, thisUpdate: Date.now(), nextUpdate: Date.now() + 1000 };
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  const start = performance.now();
  const { length } = await createCrl(content, { certificate, privateKey: createPrivateKey(privateKey) });
  const time = performance.now() - start;
  // The delay of the last piece is seen a turn later.
  await new Promise((resolve) => setTimeout(resolve, 5));
  delay.disable();
  return { time, length, stall: delay.max / 1e6 };
}

export const revocationSuite: Suite = async (run) => {
  const revocations = run.quick ? 10_000 : 100_000;
  run.progress(`GETs with ${count(revocations)} revocations`);
  const requests = await measureRequests(revocations, run.quick ? 1000 : 20_000);
  run.progress('the revocation list');
  const sweep = await measureSweep(revocations);
  const list = await measureList(revocations);
  return [
    requests,
    {
      title: `${count(revocations)} revocations otherwise`,
      header: ['', 'time', 'worst stall'],
      rows: [
        [`finding the one of ${count(WATCHES)} open watches that ends`, milliseconds(sweep), milliseconds(sweep)],
        ['the signed list', milliseconds(list.time), milliseconds(list.stall)],
      ],
      records: [{ sweep, ...list }],
    },
  ];
};
