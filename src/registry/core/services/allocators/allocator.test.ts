import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { StatusError } from '../../../../api/status.ts';
import type { V1ServiceSpec } from '../../../../schema/generated/types.ts';
import { setServiceDefaults } from '../defaults.ts';
import type { Service } from '../service.ts';
import { createServiceAllocator, type ServiceAllocator } from './index.ts';

const NODE_PORTS = { first: 30000, last: 32767 };

function allocatorOver(serviceCidrs = ['10.0.0.0/24'], nodePorts = NODE_PORTS, random = () => 0): ServiceAllocator {
  const ranges = serviceCidrs.map((cidr) => ({ cidr, isReady: true }));
  const addresses = { ranges: () => ranges, isForeign: () => false };
  return createServiceAllocator({ serviceCidrs, addresses, nodePorts, random });
}

function service(spec: V1ServiceSpec, name = 'web'): Service {
  const object: Service = {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { namespace: 'default', name },
    spec: { ports: [{ port: 80 }], ...structuredClone(spec) },
  };
  setServiceDefaults(object);
  return object;
}

function create(allocator: ServiceAllocator, spec: V1ServiceSpec, name?: string): V1ServiceSpec {
  const object = service(spec, name);
  allocator.onCreate(object).commit();
  return object.spec!;
}

function update(allocator: ServiceAllocator, spec: V1ServiceSpec, old: V1ServiceSpec): V1ServiceSpec {
  const object = service(spec);
  allocator.onUpdate(object, service(old)).commit();
  return object.spec!;
}

function messageOf(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    assert.ok(error instanceof StatusError);
    return `${error.code} ${error.message}`;
  }
  return 'no error';
}

describe('cluster IPs of new services', () => {
  const rows: { name: string; spec: V1ServiceSpec; cidrs?: string[]; want: V1ServiceSpec }[] = [
    {
      name: 'one family by default, above the band of chosen addresses',
      spec: {},
      want: { clusterIP: '10.0.0.17', clusterIPs: ['10.0.0.17'], ipFamilies: ['IPv4'], ipFamilyPolicy: 'SingleStack' },
    },
    {
      name: 'the address asked for',
      spec: { clusterIP: '10.0.0.1' },
      want: { clusterIP: '10.0.0.1', clusterIPs: ['10.0.0.1'], ipFamilies: ['IPv4'], ipFamilyPolicy: 'SingleStack' },
    },
    {
      name: 'headless with a selector',
      spec: { clusterIP: 'None', selector: { app: 'web' } },
      want: { clusterIP: 'None', clusterIPs: ['None'], ipFamilies: ['IPv4'], ipFamilyPolicy: 'SingleStack' },
    },
    {
      name: 'headless without a selector',
      spec: { clusterIP: 'None' },
      want: {
        clusterIP: 'None',
        clusterIPs: ['None'],
        ipFamilies: ['IPv4', 'IPv6'],
        ipFamilyPolicy: 'RequireDualStack',
      },
    },
    { name: 'none for a mere name', spec: { type: 'ExternalName', externalName: 'a.b' }, want: {} },
    {
      name: 'two families where they are preferred and there',
      spec: { ipFamilyPolicy: 'PreferDualStack' },
      cidrs: ['10.0.0.0/24', 'fd00::/112'],
      want: {
        clusterIP: '10.0.0.17',
        clusterIPs: ['10.0.0.17', 'fd00::101'],
        ipFamilies: ['IPv4', 'IPv6'],
        ipFamilyPolicy: 'PreferDualStack',
      },
    },
    {
      name: 'one family where two are preferred and one is there',
      spec: { ipFamilyPolicy: 'PreferDualStack' },
      want: {
        clusterIP: '10.0.0.17',
        clusterIPs: ['10.0.0.17'],
        ipFamilies: ['IPv4'],
        ipFamilyPolicy: 'PreferDualStack',
      },
    },
    {
      name: 'the family asked for',
      spec: { ipFamilies: ['IPv6'] },
      cidrs: ['10.0.0.0/24', 'fd00::/112'],
      want: { clusterIP: 'fd00::101', clusterIPs: ['fd00::101'], ipFamilies: ['IPv6'], ipFamilyPolicy: 'SingleStack' },
    },
  ];
  for (const { name, spec, cidrs, want } of rows) {
    it(name, () => {
      const { clusterIP, clusterIPs, ipFamilies, ipFamilyPolicy } = create(allocatorOver(cidrs), spec);
      const got = { clusterIP, clusterIPs, ipFamilies, ipFamilyPolicy };
      assert.deepEqual(JSON.parse(JSON.stringify(got)), want);
    });
  }
});

describe('cluster IPs that cannot be had', () => {
  const rows: { name: string; spec: V1ServiceSpec; want: string }[] = [
    {
      name: 'taken',
      spec: { clusterIP: '10.0.0.1' },
      want: 'spec.clusterIPs: Invalid value: ["10.0.0.1"]: failed to allocate IP 10.0.0.1: provided IP is already allocated',
    },
    {
      name: 'of another range',
      spec: { clusterIP: '10.9.9.9' },
      want: 'spec.clusterIPs: Invalid value: ["10.9.9.9"]: failed to allocate IP 10.9.9.9: the provided network does not match the current range',
    },
    {
      name: "the network's own",
      spec: { clusterIP: '10.0.0.0' },
      want: 'spec.clusterIPs: Invalid value: ["10.0.0.0"]: failed to allocate IP 10.0.0.0: the provided network does not match the current range',
    },
    {
      name: 'no address',
      spec: { clusterIP: 'ten' },
      want: 'spec.clusterIPs[0]: Invalid value: "ten": must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)',
    },
    {
      name: 'of a family that the cluster lacks',
      spec: { clusterIP: 'fd00::1' },
      want: 'spec.clusterIPs[0]: Invalid value: ["fd00::1"]: IPv6 is not configured on this cluster',
    },
    {
      name: 'two families demanded of a cluster with one',
      spec: { ipFamilyPolicy: 'RequireDualStack' },
      want: 'spec.ipFamilyPolicy: Invalid value: "RequireDualStack": this cluster is not configured for dual-stack services',
    },
    {
      name: 'two families without the policy',
      spec: { ipFamilies: ['IPv4', 'IPv6'], ipFamilyPolicy: 'SingleStack' },
      want: "spec.ipFamilyPolicy: Invalid value: \"SingleStack\": must be 'RequireDualStack' or 'PreferDualStack' when multiple IP families are specified",
    },
    {
      name: 'a family by name that the cluster lacks',
      spec: { ipFamilies: ['IPv6'] },
      want: 'spec.ipFamilies[0]: Invalid value: "IPv6": not configured on this cluster',
    },
  ];
  for (const { name, spec, want } of rows) {
    it(name, () => {
      const allocator = allocatorOver();
      create(allocator, { clusterIP: '10.0.0.1' }, 'kubernetes');
      assert.equal(
        messageOf(() => allocator.onCreate(service(spec))),
        `422 Service "web" is invalid: ${want}`,
      );
    });
  }

  it('a full range is no fault of the client, and the band of chosen addresses is used last', () => {
    const allocator = allocatorOver(['10.0.0.0/27']);
    const given = Array.from({ length: 30 }, () => create(allocator, {}).clusterIP);
    assert.equal(new Set(given).size, 30);
    assert.deepEqual(given.slice(13, 15), ['10.0.0.30', '10.0.0.1']);
    assert.equal(
      messageOf(() => allocator.onCreate(service({}))),
      '500 Internal error occurred: failed to allocate a serviceIP: range is full',
    );
  });
});

describe('node ports', () => {
  const rows: { name: string; spec: V1ServiceSpec; want: (number | undefined)[]; healthCheck?: number }[] = [
    { name: 'picked above the band of chosen ports', spec: { type: 'NodePort' }, want: [30086] },
    { name: 'chosen', spec: { type: 'NodePort', ports: [{ port: 80, nodePort: 30001 }] }, want: [30001] },
    { name: 'none for ClusterIP', spec: {}, want: [undefined] },
    {
      name: 'shared by the protocols of one port',
      spec: { type: 'NodePort', ports: [{ port: 53 }, { port: 53, protocol: 'UDP', nodePort: 30053 }] },
      want: [30053, 30053],
    },
    {
      name: 'of a load balancer that wants none but one',
      spec: {
        type: 'LoadBalancer',
        allocateLoadBalancerNodePorts: false,
        ports: [{ port: 80 }, { port: 81, nodePort: 30081 }],
      },
      want: [undefined, 30081],
    },
    {
      name: 'of a load balancer with health checks',
      spec: { type: 'LoadBalancer', externalTrafficPolicy: 'Local' },
      want: [30086],
      healthCheck: 30087,
    },
  ];
  for (const { name, spec, want, healthCheck } of rows) {
    it(name, () => {
      const { ports, healthCheckNodePort } = create(allocatorOver(), spec);
      assert.deepEqual(
        ports!.map((port) => port.nodePort),
        want,
      );
      assert.equal(healthCheckNodePort, healthCheck);
    });
  }

  const refusals: { name: string; spec: V1ServiceSpec; want: string }[] = [
    {
      name: 'out of range',
      spec: { type: 'NodePort', ports: [{ port: 80, nodePort: 80 }] },
      want: '422 Service "web" is invalid: spec.ports[0].nodePort: Invalid value: 80: provided port is not in the valid range. The range of valid ports is 30000-32767',
    },
    {
      name: 'taken',
      spec: {
        type: 'NodePort',
        ports: [
          { port: 79, nodePort: 30079 },
          { port: 80, nodePort: 30000 },
        ],
      },
      want: '422 Service "web" is invalid: spec.ports[1].nodePort: Invalid value: 30000: provided port is already allocated',
    },
    {
      name: 'health check out of range',
      spec: { type: 'LoadBalancer', externalTrafficPolicy: 'Local', healthCheckNodePort: 80 },
      want: '500 Internal error occurred: failed to allocate requested HealthCheck NodePort 80: provided port is not in the valid range. The range of valid ports is 30000-32767',
    },
  ];
  for (const { name, spec, want } of refusals) {
    it(`refused: ${name}, and nothing stays taken`, () => {
      const allocator = allocatorOver();
      create(allocator, { type: 'NodePort', ports: [{ port: 80, nodePort: 30000 }] });
      assert.equal(
        messageOf(() => allocator.onCreate(service(spec))),
        want,
      );
      const { clusterIP, ports } = create(allocator, { type: 'NodePort', ports: [{ port: 1, nodePort: 30079 }] });
      assert.deepEqual([clusterIP, ports![0]!.nodePort], ['10.0.0.18', 30079]);
    });
  }

  it('run out', () => {
    const allocator = allocatorOver(undefined, { first: 30000, last: 30000 });
    create(allocator, { type: 'NodePort' });
    assert.equal(
      messageOf(() => allocator.onCreate(service({ type: 'NodePort' }))),
      '500 Internal error occurred: failed to allocate a nodePort: range is full',
    );
  });
});

describe('a write that fails', () => {
  it('gives back what it took, once', () => {
    const allocator = allocatorOver();
    const failed = allocator.onCreate(service({ clusterIP: '10.0.0.5' }));
    failed.revert();
    const { clusterIP } = create(allocator, { clusterIP: '10.0.0.5' });
    assert.equal(clusterIP, '10.0.0.5');
    failed.revert();
    assert.match(
      messageOf(() => allocator.onCreate(service({ clusterIP: '10.0.0.5' }))),
      /already allocated/,
    );
  });

  it('keeps what it would have let go of', () => {
    const allocator = allocatorOver();
    const old = service({ type: 'NodePort', ports: [{ port: 80, nodePort: 30001 }] });
    allocator.onCreate(old).commit();
    allocator.onUpdate(service({ type: 'ExternalName', externalName: 'a.b' }), old).revert();
    assert.match(
      messageOf(() => allocator.onCreate(service({ clusterIP: old.spec!.clusterIP! }))),
      /already allocated/,
    );
    assert.match(
      messageOf(() => allocator.onCreate(service({ type: 'NodePort', ports: [{ port: 80, nodePort: 30001 }] }))),
      /already allocated/,
    );
  });
});

describe('values of a service that is let go', () => {
  it('are free only when its deletion is durable', () => {
    const allocator = allocatorOver();
    const old = service({ type: 'NodePort', clusterIP: '10.0.0.5', ports: [{ port: 80, nodePort: 30001 }] });
    allocator.onCreate(old).commit();
    const deletion = allocator.onDelete(old);
    assert.match(
      messageOf(() => allocator.onCreate(service({ clusterIP: '10.0.0.5' }))),
      /already allocated/,
    );
    deletion.commit();
    const again = create(allocator, {
      type: 'NodePort',
      clusterIP: '10.0.0.5',
      ports: [{ port: 80, nodePort: 30001 }],
    });
    assert.deepEqual([again.clusterIP, again.ports![0]!.nodePort], ['10.0.0.5', 30001]);
  });

  it('are taken after a restart', () => {
    const allocator = allocatorOver();
    const stored = { type: 'LoadBalancer', externalTrafficPolicy: 'Local' };
    const { clusterIP, ports, healthCheckNodePort } = create(allocatorOver(), stored);
    const holder = service({ ...stored, clusterIP, clusterIPs: [clusterIP!], ports, healthCheckNodePort });
    allocator.restore([holder, holder]);
    for (const nodePort of [ports![0]!.nodePort!, healthCheckNodePort!]) {
      assert.match(
        messageOf(() => allocator.onCreate(service({ type: 'NodePort', ports: [{ port: 80, nodePort }] }))),
        /already allocated/,
      );
    }
    assert.match(
      messageOf(() => allocator.onCreate(service({ clusterIP: clusterIP! }))),
      /already allocated/,
    );
  });
});

describe('updates', () => {
  it('keep what the client does not send', () => {
    const allocator = allocatorOver();
    const old = create(allocator, { type: 'NodePort', ports: [{ name: 'http', port: 80 }] });
    const got = update(allocator, { type: 'NodePort', ports: [{ name: 'http', port: 8080 }] }, old);
    assert.deepEqual(
      [got.clusterIP, got.clusterIPs, got.ipFamilyPolicy, got.ports![0]!.nodePort],
      [old.clusterIP, old.clusterIPs, 'SingleStack', old.ports![0]!.nodePort],
    );
  });

  it('move a node port to another port of the service', () => {
    const allocator = allocatorOver();
    const old = create(allocator, { type: 'NodePort', ports: [{ name: 'a', port: 80, nodePort: 30001 }] });
    const ports = [
      { name: 'a', port: 80 },
      { name: 'b', port: 81, nodePort: 30001 },
    ];
    const got = update(allocator, { type: 'NodePort', ports }, old);
    assert.deepEqual(
      got.ports!.map((port) => port.nodePort),
      [30086, 30001],
    );
  });

  it('free a node port that is no longer there', () => {
    const allocator = allocatorOver();
    const old = create(allocator, { type: 'NodePort', ports: [{ port: 80, nodePort: 30001 }] });
    update(allocator, { type: 'NodePort', ports: [{ port: 80, nodePort: 30002 }] }, old);
    const got = create(allocator, { type: 'NodePort', ports: [{ port: 80, nodePort: 30001 }] });
    assert.equal(got.ports![0]!.nodePort, 30001);
  });

  const lessPorts: { name: string; from: V1ServiceSpec; to: V1ServiceSpec; want: (number | undefined)[] }[] = [
    {
      name: 'kept while named',
      from: { type: 'LoadBalancer' },
      to: { ports: [{ port: 80, nodePort: 30001 }] },
      want: [30001],
    },
    { name: 'given back', from: { type: 'LoadBalancer' }, to: { ports: [{ port: 80 }] }, want: [undefined] },
    {
      name: 'given back by the type NodePort',
      from: { type: 'NodePort' },
      to: { ports: [{ port: 80 }] },
      want: [undefined],
    },
    {
      name: 'given back one by one',
      from: {
        type: 'LoadBalancer',
        ports: [
          { name: 'a', port: 80, nodePort: 30001 },
          { name: 'b', port: 81, nodePort: 30002 },
        ],
      },
      to: {
        ports: [
          { name: 'a', port: 80 },
          { name: 'b', port: 81, nodePort: 30002 },
        ],
      },
      want: [undefined, 30002],
    },
  ];
  for (const { name, from, to, want } of lessPorts) {
    it(`to a load balancer without node ports: ${name}`, () => {
      const allocator = allocatorOver();
      const old = create(allocator, { ports: [{ port: 80, nodePort: 30001 }], ...from });
      const got = update(allocator, { type: 'LoadBalancer', allocateLoadBalancerNodePorts: false, ...to }, old);
      assert.deepEqual(
        got.ports!.map(({ nodePort }) => nodePort),
        want,
      );
      const other = (): unknown => create(allocator, { type: 'NodePort', ports: [{ port: 80, nodePort: 30001 }] });
      if (want.includes(30001)) assert.throws(other);
      else assert.ok(other());
    });
  }

  it('to ExternalName free everything, back from it takes anew', () => {
    const allocator = allocatorOver();
    const old = create(allocator, { type: 'NodePort', ports: [{ port: 80, nodePort: 30001 }] });
    const name = update(allocator, { type: 'ExternalName', externalName: 'a.b' }, old);
    const other = create(allocator, {
      type: 'NodePort',
      clusterIP: old.clusterIP!,
      ports: [{ port: 80, nodePort: 30001 }],
    });
    assert.equal(other.clusterIP, old.clusterIP);
    assert.equal(update(allocator, { type: 'ClusterIP' }, name).clusterIP, '10.0.0.18');
  });

  it('to ClusterIP free the node ports', () => {
    const allocator = allocatorOver();
    const old = create(allocator, { type: 'NodePort', ports: [{ port: 80, nodePort: 30001 }] });
    update(allocator, { type: 'ClusterIP' }, old);
    const got = create(allocator, { type: 'NodePort', ports: [{ port: 80, nodePort: 30001 }] });
    assert.equal(got.ports![0]!.nodePort, 30001);
  });

  it('gain and lose a second family', () => {
    const allocator = allocatorOver(['10.0.0.0/24', 'fd00::/112']);
    const old = create(allocator, {});
    const dual = update(allocator, { ipFamilyPolicy: 'RequireDualStack' }, old);
    assert.deepEqual(dual.clusterIPs, ['10.0.0.17', 'fd00::101']);
    const single = update(allocator, { ...dual, ipFamilyPolicy: 'SingleStack' }, dual);
    assert.deepEqual([single.clusterIPs, single.ipFamilies], [['10.0.0.17'], ['IPv4']]);
    assert.equal(create(allocator, { clusterIP: 'fd00::101' }).clusterIP, 'fd00::101');
  });

  it('do not lose a second family by accident', () => {
    const allocator = allocatorOver(['10.0.0.0/24', 'fd00::/112']);
    const old = create(allocator, { ipFamilyPolicy: 'PreferDualStack' });
    const change = { ...old, clusterIPs: [old.clusterIP!] };
    assert.match(
      messageOf(() => update(allocator, change, old)),
      /spec.ipFamilyPolicy: Invalid value: "PreferDualStack": must be 'SingleStack' to release the secondary cluster IP/,
    );
  });

  it('start and stop health checks', () => {
    const allocator = allocatorOver();
    const old = create(allocator, { type: 'LoadBalancer' });
    const checked = update(allocator, { type: 'LoadBalancer', externalTrafficPolicy: 'Local' }, old);
    assert.equal(checked.healthCheckNodePort, 30087);
    update(allocator, { type: 'LoadBalancer' }, checked);
    const got = create(allocator, { type: 'NodePort', ports: [{ port: 80, nodePort: 30087 }] });
    assert.equal(got.ports![0]!.nodePort, 30087);
  });
});

describe('IPAddress objects', () => {
  it('come and go with the addresses', () => {
    const allocator = allocatorOver();
    const object = service({});
    const created = allocator.onCreate(object).ipAddresses;
    assert.deepEqual(created.deleted, []);
    assert.deepEqual(created.created, [
      {
        apiVersion: 'networking.k8s.io/v1',
        kind: 'IPAddress',
        metadata: {
          name: '10.0.0.17',
          labels: {
            'ipaddress.kubernetes.io/ip-family': 'IPv4',
            'ipaddress.kubernetes.io/managed-by': 'ipallocator.k8s.io',
          },
        },
        spec: { parentRef: { resource: 'services', namespace: 'default', name: 'web' } },
      },
    ]);
    const same = allocator.onUpdate(service({}), object).ipAddresses;
    assert.deepEqual(same, { created: [], deleted: [] });
    assert.deepEqual(allocator.onDelete(object).ipAddresses, { created: [], deleted: ['10.0.0.17'] });
  });

  it('are not made for headless services', () => {
    assert.deepEqual(allocatorOver().onCreate(service({ clusterIP: 'None' })).ipAddresses.created, []);
  });
});

describe('ranges', () => {
  for (const cidrs of [[], ['10.0.0.0/24', '10.1.0.0/24'], ['10.0.0.0/30'], ['ten']]) {
    it(`refused: ${JSON.stringify(cidrs)}`, () => {
      assert.throws(() => allocatorOver(cidrs), RangeError);
    });
  }
});
