import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { KubeObject } from '../../../api/object.ts';
import { admit, type TestWrite } from '../../testing.ts';
import { EndpointAddressRestriction } from './endpoint-address-restriction.ts';
import { PodAddresses } from './pod-addresses.ts';

function pod(namespace: string, ips: string[], phase = 'Running', name = ips.join()): KubeObject {
  const status = { phase, podIP: ips[0], podIPs: ips.map((ip) => ({ ip })) };
  return { apiVersion: 'v1', kind: 'Pod', metadata: { namespace, name }, status };
}
const node = (name: string, ...podCIDRs: string[]): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Node',
  metadata: { name },
  spec: { podCIDR: podCIDRs[0], podCIDRs },
});

function cluster(): PodAddresses {
  const addresses = new PodAddresses();
  addresses.putPod(pod('default', ['10.0.0.1', 'fd00::1']));
  addresses.putPod(pod('other', ['10.0.0.2', 'fd00::2']));
  addresses.putPod(pod('other', ['10.0.0.3']));
  addresses.putPod(pod('default', ['10.0.0.3']));
  addresses.putPod(pod('other', ['10.0.0.4'], 'Succeeded'));
  addresses.putNode(node('n1', '10.9.8.0/24', 'fd09:8::/64'));
  return addresses;
}

const restriction = (isGranted = false) =>
  new EndpointAddressRestriction(Object.assign(cluster(), { synced: Promise.resolve() }), {
    allows: async (_, what) => isGranted && what === 'foreignaddresses',
  });
const slice = (...addresses: string[]) => ({
  addressType: 'IPv4',
  endpoints: addresses.map((each) => ({ addresses: [each] })),
});
const SLICES = 'endpointslices.discovery.k8s.io';
const refusal = (resource: string, at: string, address: string) =>
  `${resource} "x" is forbidden: ${at}: ${address} is an address of pods, and of none in this namespace; to allow it, grant the verb "use" on "${resource.split('.')[0]}/foreignaddresses"`;

describe('CVE-2021-25740: endpoints that are pods of other namespaces', () => {
  const CASES: [what: string, write: TestWrite, refusal: string | undefined][] = [
    ['a pod of the namespace', { resource: SLICES, object: slice('10.0.0.1') }, undefined],
    ['a machine outside', { resource: SLICES, object: slice('192.0.2.1') }, undefined],
    ['a name', { resource: SLICES, object: slice('db.example') }, undefined],
    ['an address that pods of both have', { resource: SLICES, object: slice('10.0.0.3') }, undefined],
    ['a pod that has ended', { resource: SLICES, object: slice('10.0.0.4') }, undefined],
    [
      'a pod of another',
      { resource: SLICES, object: slice('10.0.0.1', '10.0.0.2') },
      refusal(SLICES, 'endpoints[1].addresses[0]', '10.0.0.2'),
    ],
    [
      'a pod of another, written otherwise',
      { resource: SLICES, object: slice('fd00:0::0:2') },
      refusal(SLICES, 'endpoints[0].addresses[0]', 'fd00:0::0:2'),
    ],
    [
      'a pod to come',
      { resource: SLICES, object: slice('10.9.8.7') },
      refusal(SLICES, 'endpoints[0].addresses[0]', '10.9.8.7'),
    ],
    [
      'a pod to come, of IPv6',
      { resource: SLICES, object: slice('fd09:8::7') },
      refusal(SLICES, 'endpoints[0].addresses[0]', 'fd09:8::7'),
    ],
    ['beside the ranges of pods', { resource: SLICES, object: slice('10.9.9.7', 'fd09:8:1::7') }, undefined],
    [
      'one that was there',
      { operation: 'UPDATE', resource: SLICES, oldObject: slice('10.0.0.2'), object: slice('10.0.0.1', '10.0.0.2') },
      undefined,
    ],
    [
      'one that comes',
      { operation: 'UPDATE', resource: SLICES, oldObject: slice('10.0.0.1'), object: slice('10.0.0.2') },
      refusal(SLICES, 'endpoints[0].addresses[0]', '10.0.0.2'),
    ],
    [
      'of Endpoints',
      { resource: 'endpoints', object: { subsets: [{ addresses: [{ ip: '10.0.0.2' }] }] } },
      refusal('endpoints', 'subsets[0].addresses[0].ip', '10.0.0.2'),
    ],
    [
      'of Endpoints that are not ready',
      { resource: 'endpoints', object: { subsets: [{}, { notReadyAddresses: [{ ip: '10.0.0.2' }] }] } },
      refusal('endpoints', 'subsets[1].notReadyAddresses[0].ip', '10.0.0.2'),
    ],
    ['of another kind', { resource: 'services', object: slice('10.0.0.2') }, undefined],
  ];
  for (const [what, write, want] of CASES) {
    it(`${what}: ${want ? 'only where granted' : 'allowed'}`, async () => {
      assert.equal((await admit(restriction(), write)).refused, want);
      assert.equal((await admit(restriction(true), write)).refused, undefined);
    });
  }
});

describe('the addresses of pods', () => {
  it('go with the pod', () => {
    const addresses = new PodAddresses();
    addresses.putPod(pod('a', ['10.0.0.1'], 'Running', 'p'));
    addresses.putPod(pod('a', ['10.0.0.2'], 'Running', 'p'));
    assert.deepEqual(
      ['10.0.0.1', '10.0.0.2'].map((each) => addresses.isForeign(each, 'b')),
      [false, true],
    );
    addresses.deletePod(pod('a', [], 'Failed', 'p'));
    assert.equal(addresses.isForeign('10.0.0.2', 'b'), false);
  });

  it('go with the node', () => {
    const addresses = new PodAddresses();
    addresses.putNode(node('n1', '10.9.8.0/24'));
    addresses.putNode(node('n2', '10.9.8.0/24', '10.9.9.0/24'));
    addresses.deleteNode(node('n2'));
    assert.deepEqual(
      ['10.9.8.1', '10.9.9.1'].map((each) => addresses.isForeign(each, 'b')),
      [true, false],
    );
  });

  it('are those of the pods that are there, whatever happened before', () => {
    const ip = fc.constantFrom('10.0.0.1', '10.0.0.2', 'fd00::1');
    const phase = fc.constantFrom('Running', 'Failed', 'Pending');
    const change = fc.tuple(
      fc.constantFrom('a', 'b'),
      fc.array(ip, { maxLength: 2 }),
      phase,
      fc.constantFrom('p', 'q'),
    );
    const changes = fc.array(fc.tuple(change, fc.boolean()));
    fc.assert(
      fc.property(changes, (each) => {
        const addresses = new PodAddresses();
        const pods = new Map<string, KubeObject>();
        for (const [values, isThere] of each) {
          const changed = pod(...values);
          const key = `${changed.metadata.namespace}/${changed.metadata.name}`;
          if (isThere) addresses.putPod(changed);
          else addresses.deletePod(changed);
          if (isThere) pods.set(key, changed);
          else pods.delete(key);
        }
        for (const address of ['10.0.0.1', '10.0.0.2', 'fd00::1']) {
          const owners = [...pods.values()].filter(
            ({ status }) =>
              status.phase !== 'Failed' && status.podIPs.some((own: { ip: string }) => own.ip === address),
          );
          const expected = owners.length > 0 && !owners.some(({ metadata }) => metadata.namespace === 'a');
          assert.equal(addresses.isForeign(address, 'a'), expected);
        }
      }),
    );
  });
});
