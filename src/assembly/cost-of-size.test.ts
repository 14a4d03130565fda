import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { openTestApi, type TestApi } from './testing.ts';

/**
 * What is done with one request must cost time in proportion to its size: with the square of it, a body of 3 MiB would
 * hold up everyone else for seconds.
 */

const SMALL = 600;
const GROWTH = 8;
/** Between what is in proportion (8) and what goes with the square (64). */
const MOST_GROWTH = 32;
const ROUNDS = 5;

type Item = (position: number) => unknown;
const items = (count: number, item: Item) => Array.from({ length: count }, (_, position) => item(position));

const CORE = '/api/v1/namespaces/default';
const meta = { name: 'big' };
const container = { name: 'c', image: 'i' };

function pod(spec: object, first: object = {}): object {
  return { metadata: meta, spec: { containers: [{ ...container, ...first }], ...spec } };
}

function configMap(metadata: object): object {
  return { metadata: { ...meta, ...metadata } };
}

const CASES: [what: string, path: string, body: (count: number) => object][] = [
  [
    'owners',
    `${CORE}/configmaps`,
    (n) => configMap({ ownerReferences: items(n, (i) => ({ apiVersion: 'v1', kind: 'A', name: 'a', uid: `${i}` })) }),
  ],
  ['finalizers', `${CORE}/configmaps`, (n) => configMap({ finalizers: items(n, (i) => `a.b/c${i}`) })],
  [
    'labels',
    `${CORE}/configmaps`,
    (n) => configMap({ labels: Object.fromEntries(items(n, (i) => [`k${i}`, '']) as []) }),
  ],
  ['equal ports', `${CORE}/pods`, (n) => pod({}, { ports: items(n, () => ({ containerPort: 1 })) })],
  ['equal variables', `${CORE}/pods`, (n) => pod({}, { env: items(n, () => ({ name: 'E' })) })],
  [
    'spread constraints',
    `${CORE}/pods`,
    (n) =>
      pod({
        topologySpreadConstraints: items(n, (i) => ({
          maxSkew: 1,
          topologyKey: `k${i}`,
          whenUnsatisfiable: 'DoNotSchedule',
        })),
      }),
  ],
  [
    'mounts and devices',
    `${CORE}/pods`,
    (n) =>
      pod(
        { volumes: [{ name: 'v', persistentVolumeClaim: { claimName: 'a' } }] },
        {
          volumeMounts: items(n, (i) => ({ name: 'v', mountPath: `/m${i}` })),
          volumeDevices: items(n, (i) => ({ name: 'w', devicePath: `/d${i}` })),
        },
      ),
  ],
  [
    'claims that are not there',
    `${CORE}/pods`,
    (n) =>
      pod(
        { resourceClaims: items(n, (i) => ({ name: `c${i}`, resourceClaimName: 'a' })) },
        { resources: { claims: items(n, (i) => ({ name: `d${i}` })) } },
      ),
  ],
  [
    'usages',
    '/apis/certificates.k8s.io/v1/certificatesigningrequests',
    (n) => ({ metadata: meta, spec: { signerName: 'a.b/c', request: 'YQ==', usages: items(n, (i) => `u${i}`) } }),
  ],
];

describe('a request costs time in proportion to its size', () => {
  let test: TestApi;
  before(async () => {
    test = await openTestApi();
  });
  after(() => test.close());

  /** The least of some rounds, in milliseconds: what a busy machine adds is not in all of them. */
  async function costOf(path: string, body: object): Promise<number> {
    const text = JSON.stringify(body);
    let least = Number.POSITIVE_INFINITY;
    for (let round = 0; round < ROUNDS; round++) {
      const start = performance.now();
      await test.call('POST', `${path}?dryRun=All`, text);
      least = Math.min(least, performance.now() - start);
    }
    return least;
  }

  for (const [what, path, body] of CASES) {
    it(`with many ${what}`, async () => {
      const small = await costOf(path, body(SMALL));
      const big = await costOf(path, body(SMALL * GROWTH));
      assert.ok(big / small < MOST_GROWTH, `${SMALL}: ${small} ms, ${SMALL * GROWTH}: ${big} ms`);
    });
  }
});
