import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { drive } from '../../testing.ts';
import { services } from './index.ts';

const { created, createWarnings, updated } = drive(services, {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 's', namespace: 'd' },
  spec: { ports: [{ port: 80 }] },
});
const spec = (fields: object): object => ({ spec: fields });

describe('defaults', () => {
  const rows: [name: string, fields: object, want: object][] = [
    [
      'of a cluster IP',
      {},
      {
        type: 'ClusterIP',
        sessionAffinity: 'None',
        internalTrafficPolicy: 'Cluster',
        ports: [{ port: 80, protocol: 'TCP', targetPort: 80 }],
      },
    ],
    [
      'of a node port',
      { type: 'NodePort', ports: [{ port: 80, targetPort: 'http' }] },
      {
        type: 'NodePort',
        sessionAffinity: 'None',
        internalTrafficPolicy: 'Cluster',
        externalTrafficPolicy: 'Cluster',
        ports: [{ port: 80, protocol: 'TCP', targetPort: 'http' }],
      },
    ],
    [
      'of a load balancer',
      { type: 'LoadBalancer', ports: null },
      {
        type: 'LoadBalancer',
        sessionAffinity: 'None',
        internalTrafficPolicy: 'Cluster',
        externalTrafficPolicy: 'Cluster',
        allocateLoadBalancerNodePorts: true,
      },
    ],
    [
      'of a name',
      { type: 'ExternalName', externalName: 'a.b', ports: null, internalTrafficPolicy: 'Cluster' },
      { type: 'ExternalName', externalName: 'a.b', sessionAffinity: 'None' },
    ],
    [
      'with affinity',
      { sessionAffinity: 'ClientIP', ports: null },
      {
        type: 'ClusterIP',
        sessionAffinity: 'ClientIP',
        sessionAffinityConfig: { clientIP: { timeoutSeconds: 10800 } },
        internalTrafficPolicy: 'Cluster',
      },
    ],
    [
      'with external addresses',
      { externalIPs: ['1.2.3.4'], ports: null },
      {
        type: 'ClusterIP',
        externalIPs: ['1.2.3.4'],
        sessionAffinity: 'None',
        internalTrafficPolicy: 'Cluster',
        externalTrafficPolicy: 'Cluster',
      },
    ],
  ];
  for (const [name, fields, want] of rows) it(name, () => assert.deepEqual(created(spec(fields)).spec, want));

  it('affinity configuration without affinity is dropped', () => {
    const object = created(spec({ sessionAffinityConfig: { clientIP: { timeoutSeconds: 5 } } }));
    assert.equal('sessionAffinityConfig' in object.spec, false);
  });

  it('a load balancer’s address is a virtual IP; a client sets no status', () => {
    const status = { loadBalancer: { ingress: [{ ip: '1.2.3.4' }] } };
    assert.deepEqual(created({ status }).status, { loadBalancer: {} });
    const object = created();
    object.status = structuredClone(status);
    services.strategy.defaults!(object);
    assert.deepEqual(object.status.loadBalancer.ingress, [{ ip: '1.2.3.4', ipMode: 'VIP' }]);
  });
});

describe('a change of type', () => {
  const balancer = spec({
    type: 'LoadBalancer',
    externalTrafficPolicy: 'Local',
    loadBalancerClass: 'a/b',
    healthCheckNodePort: 30100,
    clusterIP: '10.0.0.5',
    clusterIPs: ['10.0.0.5'],
    ipFamilies: ['IPv4'],
    ipFamilyPolicy: 'SingleStack',
    ports: [{ port: 80, nodePort: 30001 }],
  });

  it('takes along what only the old type had', () => {
    const { spec: found } = updated(spec({ type: 'ClusterIP' }), balancer);
    for (const field of [
      'externalTrafficPolicy',
      'loadBalancerClass',
      'healthCheckNodePort',
      'allocateLoadBalancerNodePorts',
    ]) {
      assert.equal(field in found, false, field);
    }
    assert.deepEqual(found.ports, [{ port: 80, protocol: 'TCP', targetPort: 80 }]);
    assert.deepEqual(found.clusterIPs, ['10.0.0.5']);
  });

  it('to a name takes the addresses along', () => {
    const { spec: found } = updated(spec({ type: 'ExternalName', externalName: 'a.b' }), balancer);
    for (const field of ['clusterIP', 'clusterIPs', 'ipFamilies', 'ipFamilyPolicy', 'internalTrafficPolicy']) {
      assert.equal(field in found, false, field);
    }
  });

  it('to a name by a client that knows one address', () => {
    const change = spec({ type: 'ExternalName', externalName: 'a.b', clusterIPs: null });
    assert.equal('clusterIP' in updated(change, balancer).spec, false);
  });

  it('leaves what the client changed with it, for validation to refuse', () => {
    const change = spec({
      type: 'ClusterIP',
      externalTrafficPolicy: 'Cluster',
      healthCheckNodePort: 30200,
      loadBalancerClass: 'c/d',
      ports: [{ port: 80, nodePort: 30002 }],
    });
    const { spec: found } = updated(change, balancer);
    assert.deepEqual(
      [found.externalTrafficPolicy, found.healthCheckNodePort, found.loadBalancerClass, found.ports[0].nodePort],
      ['Cluster', 30200, 'c/d', 30002],
    );
  });

  it('ends the load balancing', () => {
    const old = created(balancer);
    old.status = { loadBalancer: { ingress: [{ ip: '1.2.3.4' }] }, conditions: [] };
    const object = { ...structuredClone(old), spec: { ...old.spec, type: 'ClusterIP' } };
    services.strategy.prepareForUpdate!(object, old, { now: '', user: { name: '', groups: [] } });
    assert.deepEqual(object.status, { loadBalancer: {}, conditions: [] });
  });
});

describe('warnings', () => {
  const rows: [name: string, change: object, want: string[]][] = [
    ['none', {}, []],
    ['ExternalName', spec({ type: 'ExternalName', externalName: 'a.b' }), []],
    [
      'hints',
      { metadata: { annotations: { 'service.kubernetes.io/topology-aware-hints': 'Auto' } } },
      [
        'annotation service.kubernetes.io/topology-aware-hints is deprecated, please use service.kubernetes.io/topology-mode instead',
      ],
    ],
    [
      'odd addresses',
      spec({ clusterIP: 'FD00::1', clusterIPs: ['FD00::1'], loadBalancerIP: 'FD00::2' }),
      [
        'spec.clusterIPs[0]: IPv6 address "FD00::1" should be in RFC 5952 canonical format ("fd00::1")',
        'spec.loadBalancerIP: IPv6 address "FD00::2" should be in RFC 5952 canonical format ("fd00::2")',
      ],
    ],
    [
      'external addresses',
      spec({ externalIPs: ['1.2.3.4'] }),
      ['spec.externalIPs is deprecated and may no longer be implemented in some clusters'],
    ],
    [
      'headless',
      spec({ clusterIP: 'None', loadBalancerIP: '1.2.3.4', externalIPs: ['1.2.3.4'], sessionAffinity: 'ClientIP' }),
      [
        'spec.loadBalancerIP is ignored for headless services',
        'spec.externalIPs is ignored for headless services',
        'spec.SessionAffinity is ignored for headless services',
      ],
    ],
    [
      'source ranges',
      spec({ type: 'LoadBalancer', loadBalancerSourceRanges: ['FD00::/8'] }),
      [
        'spec.loadBalancerSourceRanges[0]: IPv6 CIDR value "FD00::/8" should be in RFC 5952 canonical format ("fd00::/8")',
      ],
    ],
    [
      'external addresses of a name',
      spec({ type: 'ExternalName', externalName: 'a.b', externalIPs: ['1.2.3.4'] }),
      ['spec.externalIPs is ignored when spec.type is "ExternalName"'],
    ],
    [
      'a name of none',
      spec({ externalName: 'a.b' }),
      ['spec.externalName is ignored when spec.type is not "ExternalName"'],
    ],
    [
      'distribution',
      spec({ trafficDistribution: 'PreferClose' }),
      ['spec.trafficDistribution: "PreferClose" is deprecated; use "PreferSameZone"'],
    ],
  ];
  for (const [name, change, want] of rows) it(name, () => assert.deepEqual(createWarnings(change), want));
});

it('names may start with a digit', () => {
  assert.deepEqual(services.strategy.validateName!('1-web', false), []);
  assert.equal(services.strategy.validateName!('a.b', false).length, 1);
});
