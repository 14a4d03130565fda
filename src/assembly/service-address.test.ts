/** Where a webhook's service is reached, in kube-apiserver's words where it is not. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Objects } from '../controllers/objects.ts';
import { serviceAddress } from './service-address.ts';

const service = (spec: object) => ({ metadata: { name: 'hook', namespace: 'team' }, spec });
const slice = (endpoints: object[], more: object = {}) => ({
  metadata: { name: 's', namespace: 'team', labels: { 'kubernetes.io/service-name': 'hook' } },
  addressType: 'IPv4',
  ports: [{ name: 'https', port: 8443 }],
  endpoints,
  ...more,
});
const endpoint = (address: string, ready?: boolean) => ({
  addresses: [address, '192.0.2.99'],
  ...(ready !== undefined && { conditions: { ready } }),
});
const PORTS = { clusterIP: '10.96.0.7', ports: [{ name: 'https', port: 443, targetPort: 8443 }] };

function objectsOf(found: object | undefined, slices: readonly object[]): Objects {
  const objects: Pick<Objects, 'resource' | 'find' | 'list'> = {
    resource: (_group, name) => ({ name }) as any,
    find: (_resource, namespace, name) =>
      found && namespace === 'team' && name === 'hook' ? ({ object: found } as any) : undefined,
    list: () => slices.map((object) => ({ object })) as any,
  };
  return objects as Objects;
}

interface Case {
  readonly service?: object;
  readonly slices?: readonly object[];
  readonly number?: number;
  readonly random?: number;
  readonly name?: string;
  /** `host:port`, or the error. */
  readonly found: string;
}

const CASES: Readonly<Record<string, Case>> = {
  'a service that there is not': { service: service(PORTS), name: 'other', found: 'service "other" not found' },
  'an external name': {
    service: service({ type: 'ExternalName', externalName: 'hooks.example.com' }),
    found: 'hooks.example.com:443',
  },
  'another port': { service: service(PORTS), number: 80, found: 'no service port 80 found for service "hook"' },
  'a cluster IP, where nothing tells of endpoints': { service: service(PORTS), found: '10.96.0.7:443' },
  'a headless service without endpoints': {
    service: service({ ...PORTS, clusterIP: 'None' }),
    found: 'cannot route to service with ClusterIP "None"',
  },
  'an endpoint': { service: service(PORTS), slices: [slice([endpoint('192.0.2.1')])], found: '192.0.2.1:8443' },
  'an endpoint of a headless service': {
    service: service({ ...PORTS, clusterIP: 'None' }),
    slices: [slice([endpoint('192.0.2.1', true)])],
    found: '192.0.2.1:8443',
  },
  'one of several': {
    service: service(PORTS),
    slices: [slice([endpoint('192.0.2.1'), endpoint('192.0.2.2')]), slice([endpoint('192.0.2.3')])],
    random: 0.99,
    found: '192.0.2.3:8443',
  },
  'none that is not ready': {
    service: service(PORTS),
    slices: [slice([endpoint('192.0.2.1', false), endpoint('192.0.2.2', true)])],
    found: '192.0.2.2:8443',
  },
  'none at all': {
    service: service(PORTS),
    slices: [slice([endpoint('192.0.2.1', false)])],
    found: 'no endpoints available for service "hook"',
  },
  'no endpoint of another port': {
    service: service(PORTS),
    slices: [slice([endpoint('192.0.2.1')], { ports: [{ name: 'metrics', port: 9090 }] })],
    found: 'no endpoints available for service "hook"',
  },
  'no endpoint of another service': {
    service: service(PORTS),
    slices: [slice([endpoint('192.0.2.1')], { metadata: { labels: { 'kubernetes.io/service-name': 'other' } } })],
    found: '10.96.0.7:443',
  },
  'no name, which could be anybody’s': {
    service: service(PORTS),
    slices: [slice([endpoint('evil.example.com')], { addressType: 'FQDN' })],
    found: '10.96.0.7:443',
  },
};

for (const [what, { service: stored, slices = [], number = 443, random = 0, name = 'hook', found }] of Object.entries(
  CASES,
)) {
  test(what, () => {
    const find = () => {
      const { host, port } = serviceAddress(
        { objects: objectsOf(stored, slices), random: () => random },
        'team',
        name,
        number,
      );
      return `${host}:${port}`;
    };
    let told: string;
    try {
      told = find();
    } catch (error) {
      told = (error as Error).message;
    }
    assert.equal(told, found);
  });
}
