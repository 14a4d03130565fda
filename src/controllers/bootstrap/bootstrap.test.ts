import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { openTestCluster, type TestCluster } from '../../assembly/testing-controllers.ts';
import { createMemoryStorage } from '../../storage/memory/memory.ts';
import type { Storage } from '../../storage/storage.ts';
import { firstAddress } from './kubernetes-service.ts';

const SERVICE = '/api/v1/namespaces/default/services/kubernetes';
const ENDPOINTS = '/api/v1/namespaces/default/endpoints/kubernetes';
const SLICE = '/apis/discovery.k8s.io/v1/namespaces/default/endpointslices/kubernetes';
const SERVICE_CIDR = '/apis/networking.k8s.io/v1/servicecidrs/kubernetes';
const PRIORITY_CLASSES = '/apis/scheduling.k8s.io/v1/priorityclasses';

const get = async (cluster: TestCluster, path: string) => (await cluster.call('GET', path)).body;

/** A storage that outlives the servers over it. */
function lasting(): Storage {
  const storage = createMemoryStorage();
  return new Proxy(storage, {
    get: (target, name) => {
      if (name === 'close') return async () => {};
      const value = Reflect.get(target, name);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}

describe('the first start', () => {
  test('makes what every cluster has', async (t) => {
    const cluster = await openTestCluster();
    t.after(cluster.close);
    const namespaces = await get(cluster, '/api/v1/namespaces');
    assert.deepEqual(
      namespaces.items.map((namespace: any) => [namespace.metadata.name, namespace.status.phase]),
      ['default', 'kube-node-lease', 'kube-public', 'kube-system'].map((name) => [name, 'Active']),
    );
    const classes = (await get(cluster, PRIORITY_CLASSES)).items;
    assert.deepEqual(
      classes.map((item: any) => [item.metadata.name, item.value, item.globalDefault ?? false]),
      [
        ['system-cluster-critical', 2_000_000_000, false],
        ['system-node-critical', 2_000_001_000, false],
      ],
    );
    const { spec, status } = await get(cluster, SERVICE_CIDR);
    assert.deepEqual(spec.cidrs, ['10.96.0.0/16']);
    assert.deepEqual(
      status.conditions.map(({ type, status }: any) => ({ type, status })),
      [{ type: 'Ready', status: 'True' }],
    );
    assert.deepEqual(cluster.log, []);
  });

  test('makes the Service kubernetes and what is behind it', async (t) => {
    const cluster = await openTestCluster();
    t.after(cluster.close);
    const service = await get(cluster, SERVICE);
    assert.deepEqual(service.metadata.labels, { component: 'apiserver', provider: 'kubernetes' });
    assert.equal(service.spec.clusterIP, '10.96.0.1');
    assert.deepEqual(service.spec.ports, [{ name: 'https', protocol: 'TCP', port: 443, targetPort: 6443 }]);
    const endpoints = await get(cluster, ENDPOINTS);
    assert.deepEqual(endpoints.subsets, [
      { addresses: [{ ip: '192.0.2.10' }], ports: [{ name: 'https', protocol: 'TCP', port: 6443 }] },
    ]);
    assert.equal(endpoints.metadata.labels['endpointslice.kubernetes.io/skip-mirror'], 'true');
    const slice = await get(cluster, SLICE);
    assert.equal(slice.metadata.labels['kubernetes.io/service-name'], 'kubernetes');
    assert.equal(slice.addressType, 'IPv4');
    assert.deepEqual(slice.endpoints, [{ addresses: ['192.0.2.10'], conditions: { ready: true } }]);
  });

  test('without an address that others could reach there are no endpoints, and the log says why', async (t) => {
    const cluster = await openTestCluster({ endpoint: { address: undefined, port: 6443 } });
    t.after(cluster.close);
    assert.equal((await cluster.call('GET', SERVICE)).status, 200);
    for (const path of [ENDPOINTS, SLICE]) assert.equal((await cluster.call('GET', path)).status, 404);
    assert.equal(cluster.log.length, 1);
    assert.match(cluster.log[0]!, /gets no endpoints/);
  });
});

describe('a later start', () => {
  test('writes nothing when nothing has changed', async () => {
    const storage = lasting();
    await (await openTestCluster({ storage })).close();
    const revision = await storage.currentRevision();
    const again = await openTestCluster({ storage });
    assert.equal(await storage.currentRevision(), revision);
    await again.close();
  });

  test('follows the address and the port, and keeps the cluster IP', async () => {
    const storage = lasting();
    await (await openTestCluster({ storage })).close();
    const moved = { endpoint: { address: '2001:DB8::7', port: 8443 }, serviceCidrs: ['10.97.0.0/16'] };
    const cluster = await openTestCluster({ storage, ...moved });
    const service = await get(cluster, SERVICE);
    assert.equal(service.spec.clusterIP, '10.96.0.1');
    assert.equal(service.spec.ports[0].targetPort, 8443);
    const endpoints = await get(cluster, ENDPOINTS);
    assert.deepEqual(endpoints.subsets[0].addresses, [{ ip: '2001:DB8::7' }]);
    const slice = await get(cluster, SLICE);
    assert.deepEqual(slice.endpoints[0].addresses, ['2001:db8::7'], 'slices want the canonical form');
    assert.equal(slice.addressType, 'IPv6', 'the type cannot change: the slice was made anew');
    assert.deepEqual(slice.ports, [{ name: 'https', protocol: 'TCP', port: 8443 }]);
    await cluster.close();
  });

  test('leaves a ServiceCIDR that differs, and says so; gives it its second family', async () => {
    const storage = lasting();
    await (await openTestCluster({ storage })).close();
    const other = await openTestCluster({ storage, serviceCidrs: ['10.97.0.0/16'] });
    assert.deepEqual((await get(other, SERVICE_CIDR)).spec.cidrs, ['10.96.0.0/16']);
    assert.match(other.log.join(), /ServiceCIDR kubernetes is not the configured one/);
    await other.close();
    const dual = await openTestCluster({ storage, serviceCidrs: ['10.96.0.0/16', 'fd00:96::/112'] });
    assert.deepEqual((await get(dual, SERVICE_CIDR)).spec.cidrs, ['10.96.0.0/16', 'fd00:96::/112']);
    await dual.close();
  });
});

describe('while it runs', () => {
  for (const path of [SERVICE, ENDPOINTS, SLICE]) {
    test(`${path} comes back when it is deleted`, async (t) => {
      const cluster = await openTestCluster();
      t.after(cluster.close);
      const { uid } = (await get(cluster, path)).metadata;
      await cluster.call('DELETE', path);
      await cluster.until(path, (status, body) => status === 200 && body.metadata.uid !== uid);
    });
  }

  test('endpoints that somebody changed are put right, what was added to their labels stays', async (t) => {
    const cluster = await openTestCluster();
    t.after(cluster.close);
    const endpoints = await get(cluster, ENDPOINTS);
    endpoints.subsets[0].addresses[0].ip = '192.0.2.66';
    endpoints.metadata.labels = { mine: 'too' };
    await cluster.call('PUT', ENDPOINTS, endpoints);
    const { metadata } = await cluster.until(ENDPOINTS, (_, body) => body.subsets[0].addresses[0].ip === '192.0.2.10');
    assert.deepEqual(metadata.labels, { mine: 'too', 'endpointslice.kubernetes.io/skip-mirror': 'true' });
  });

  test('a system namespace that may be deleted comes back, empty', async (t) => {
    const cluster = await openTestCluster();
    t.after(cluster.close);
    const path = '/api/v1/namespaces/kube-node-lease';
    const { uid } = (await get(cluster, path)).metadata;
    await cluster.call('DELETE', path);
    await cluster.until(path, (status, body) => status === 200 && body.metadata.uid !== uid);
    await cluster.until(`${path}/serviceaccounts/default`, (status) => status === 200);
  });
});

test('the first address of a range', () => {
  assert.equal(firstAddress('10.96.0.0/12'), '10.96.0.1');
  assert.equal(firstAddress('fd00:96::/112'), 'fd00:96::1');
});
