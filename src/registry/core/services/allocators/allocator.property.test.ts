import assert from 'node:assert/strict';
import { it } from 'node:test';
import fc from 'fast-check';
import { setServiceDefaults } from '../defaults.ts';
import { needsNodePort, nodePortsOf, ownClusterIps, type Service } from '../service.ts';
import { dropFieldsOfOldType } from '../type-change.ts';
import { createServiceAllocator, type ServiceAllocator } from './index.ts';

const NAMES = ['a', 'b', 'c', 'd'];
const step = fc.record({
  name: fc.constantFrom(...NAMES),
  action: fc.constantFrom('write', 'write', 'delete'),
  type: fc.constantFrom('ClusterIP', 'NodePort', 'LoadBalancer', 'ExternalName'),
  clusterIP: fc.constantFrom(undefined, 'None', '10.0.0.1', '10.0.0.2'),
  nodePort: fc.constantFrom(undefined, 30000, 30001),
  local: fc.boolean(),
  fails: fc.boolean(),
});
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

function serviceOf({ name, type, clusterIP, nodePort, local }: Step): Service {
  const spec = {
    type,
    ports: [{ port: 80, ...(nodePort && type !== 'ClusterIP' && { nodePort }) }],
    ...(clusterIP && type !== 'ExternalName' && { clusterIP }),
    ...(local && type === 'LoadBalancer' && { externalTrafficPolicy: 'Local' }),
  };
  const service: Service = { apiVersion: 'v1', kind: 'Service', metadata: { namespace: 'x', name }, spec };
  setServiceDefaults(service);
  return service;
}

function play(allocator: ServiceAllocator, stored: Map<string, Service>, move: Step): void {
  const old = stored.get(move.name);
  if (move.action === 'delete') {
    if (old && stored.delete(move.name)) allocator.onDelete(old).commit();
    return;
  }
  const service = serviceOf(move);
  if (old) dropFieldsOfOldType(service, old);
  const allocation = old ? allocator.onUpdate(service, old) : allocator.onCreate(service);
  // Validation refuses a changed address; the model does the same.
  const readdressed = old?.spec?.clusterIP && service.spec?.clusterIP && old.spec.clusterIP !== service.spec.clusterIP;
  if (move.fails || readdressed) {
    allocation.revert();
    return;
  }
  stored.set(move.name, service);
  allocation.commit();
}

/** Everything that a service holds; nothing may be there twice. */
function held(services: Iterable<Service>): string[] {
  return [...services].flatMap(({ spec = {} }) => [
    ...ownClusterIps(spec),
    ...new Set(
      [
        ...(needsNodePort(spec) ? nodePortsOf(spec) : []),
        ...(spec.healthCheckNodePort ? [spec.healthCheckNodePort] : []),
      ].map(String),
    ),
  ]);
}

const RANGES = [{ cidr: '10.0.0.0/29', isReady: true }];

it('no value is ever two services’, and none is lost', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (moves) => {
      const allocator = createServiceAllocator({
        serviceCidrs: ['10.0.0.0/29'],
        addresses: { ranges: () => RANGES, isForeign: () => false },
        nodePorts: { first: 30000, last: 30007 },
        random: () => 0.5,
      });
      const stored = new Map<string, Service>();
      for (const move of moves) {
        try {
          play(allocator, stored, move);
        } catch (error) {
          assert.match(String(error), /already allocated|not configured for dual-stack/);
        }
        const values = held(stored.values());
        assert.equal(new Set(values).size, values.length);
      }
      for (const service of stored.values()) allocator.onDelete(service).commit();
      const ports = Array.from({ length: 8 }, (_, position) => ({ name: `p${position}`, port: position + 1 }));
      const all = serviceOf({ ...moves[0]!, name: 'all', type: 'NodePort', clusterIP: undefined, nodePort: undefined });
      all.spec!.ports = ports;
      allocator.onCreate(all).commit();
      assert.equal(new Set(nodePortsOf(all.spec!)).size, 8);
    }),
    { numRuns: 300, seed: 7 },
  );
});
