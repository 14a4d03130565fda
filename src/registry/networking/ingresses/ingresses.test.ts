import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { assertErrors, drive } from '../../testing.ts';
import { ingresses } from './index.ts';

const service = { service: { name: 'web', port: { number: 80 } } };
const path = (fields: object = {}): object => ({ path: '/', pathType: 'Prefix', backend: service, ...fields });
const { created, createErrors, createWarnings, updateErrors, statusErrors } = drive(ingresses, {
  apiVersion: 'networking.k8s.io/v1',
  kind: 'Ingress',
  metadata: { name: 'i', namespace: 'd' },
  spec: { rules: [{ host: 'a.example.com', http: { paths: [path()] } }] },
});
const spec = (fields: object): object => ({ spec: fields });
const paths = (...list: object[]): object => spec({ rules: [{ http: { paths: list } }] });
const backend = (fields: object): object => spec({ defaultBackend: fields });
const annotated = { metadata: { annotations: { 'kubernetes.io/ingress.class': 'nginx' } } };

type Row = [name: string, change: object, want: (string | RegExp)[]];
function table(topic: string, rows: readonly Row[]): void {
  describe(topic, () => {
    for (const [name, change, want] of rows) it(name, () => assertErrors(createErrors(change), want));
  });
}

it('status is not the client’s', () => {
  assert.deepEqual(created({ status: { loadBalancer: { ingress: [{ ip: '1.2.3.4' }] } } }).status, {
    loadBalancer: {},
  });
});

table('rules', [
  ['valid', {}, []],
  ['a default only', spec({ rules: null, defaultBackend: service }), []],
  [
    'nothing',
    spec({ rules: null }),
    [/^spec: Invalid value: .*: either `defaultBackend` or `rules` must be specified$/],
  ],
  ['no paths', paths(), ['spec.rules[0].http.paths: Required value']],
  ['a rule of the host alone', spec({ rules: [{ host: 'a.b' }] }), []],
  [
    'an address for a host',
    spec({ rules: [{ host: '1.2.3.4' }] }),
    ['spec.rules[0].host: Invalid value: "1.2.3.4": must be a DNS name, not an IP address'],
  ],
  [
    'a bad host',
    spec({ rules: [{ host: 'A' }] }),
    [/^spec\.rules\[0\]\.host: Invalid value: "A": a lowercase RFC 1123 subdomain/],
  ],
  ['a wildcard', spec({ rules: [{ host: '*.a.b' }] }), []],
  [
    'a bad wildcard',
    spec({ rules: [{ host: 'a.*' }] }),
    [/^spec\.rules\[0\]\.host: Invalid value: "a\.\*": a wildcard DNS-1123 subdomain/],
  ],
  ['a bad class', spec({ ingressClassName: 'A' }), [/^spec\.ingressClassName: Invalid value: "A"/]],
  ['an empty class', spec({ ingressClassName: '' }), [/^spec\.ingressClassName: Invalid value: ""/]],
  [
    'two classes',
    { ...annotated, ...spec({ ingressClassName: 'other' }) },
    [
      'annotations.kubernetes.io/ingress.class: Invalid value: "nginx": must match `ingressClassName` when both are specified',
    ],
  ],
  ['one class twice', { ...annotated, ...spec({ ingressClassName: 'nginx' }) }, []],
]);

table('paths', [
  [
    'no type',
    paths(path({ pathType: undefined })),
    ['spec.rules[0].http.paths[0].pathType: Required value: pathType must be specified'],
  ],
  [
    'an odd type',
    paths(path({ pathType: 'Regex' })),
    [
      'spec.rules[0].http.paths[0].pathType: Unsupported value: "Regex": supported values: "Exact", "ImplementationSpecific", "Prefix"',
    ],
  ],
  [
    'a relative one',
    paths(path({ path: 'a' })),
    ['spec.rules[0].http.paths[0].path: Invalid value: "a": must be an absolute path'],
  ],
  [
    'none',
    paths(path({ path: undefined })),
    ['spec.rules[0].http.paths[0].path: Invalid value: "": must be an absolute path'],
  ],
  ['none, as the controller likes', paths(path({ path: undefined, pathType: 'ImplementationSpecific' })), []],
  [
    'a relative one, as the controller likes',
    paths(path({ path: 'a', pathType: 'ImplementationSpecific' })),
    [/must be an absolute path/],
  ],
  ['tricks, as the controller likes', paths(path({ path: '/a/../b', pathType: 'ImplementationSpecific' })), []],
  ...['//', '/./', '/../', '%2f', '%2F'].map(
    (trick): Row => [
      `with ${trick}`,
      paths(path({ path: `/a${trick}b` })),
      [`spec.rules[0].http.paths[0].path: Invalid value: "/a${trick}b": must not contain '${trick}'`],
    ],
  ),
  ['ending in /..', paths(path({ path: '/a/..', pathType: 'Exact' })), [/: cannot end with '\/\.\.'$/]],
  ['ending in /.', paths(path({ path: '/a/.' })), [/: cannot end with '\/\.'$/]],
]);

table('backends', [
  ['by port name', backend({ service: { name: '1-web', port: { name: 'http' } } }), []],
  ['an object', backend({ resource: { apiGroup: 'a.b', kind: 'Bucket', name: 'b' } }), []],
  ['none', backend({}), ['spec.defaultBackend: Invalid value: "": resource or service backend is required']],
  [
    'two',
    backend({ ...service, resource: { kind: 'a', name: 'b' } }),
    [/cannot set both resource and service backends$/],
  ],
  ['no name', backend({ service: { port: { number: 80 } } }), ['spec.defaultBackend.service.name: Required value']],
  [
    'a bad name',
    backend({ service: { name: 'a.b', port: { number: 80 } } }),
    [/^spec\.defaultBackend\.service\.name: Invalid value: "a\.b"/],
  ],
  [
    'no port',
    backend({ service: { name: 'a' } }),
    ['spec.defaultBackend: Required value: port name or number is required'],
  ],
  [
    'two ports',
    backend({ service: { name: 'a', port: { name: 'b', number: 1 } } }),
    [/cannot set both port name & port number$/],
  ],
  [
    'a bad port name',
    backend({ service: { name: 'a', port: { name: 'A' } } }),
    [/^spec\.defaultBackend\.service\.port\.name: Invalid value: "A"/, /port\.name/],
  ],
  [
    'a bad port',
    backend({ service: { name: 'a', port: { number: 70000 } } }),
    ['spec.defaultBackend.service.port.number: Invalid value: 70000: must be between 1 and 65535, inclusive'],
  ],
  [
    'an object without kind',
    backend({ resource: { name: 'b' } }),
    ['spec.defaultBackend.resource.kind: Required value: kind is required'],
  ],
]);

const badSecret = { tls: [{ secretName: 'A' }] };
table('TLS', [
  ['valid', spec({ tls: [{ hosts: ['a.b', '*.a.b'], secretName: 's' }, {}] }), []],
  [
    'bad hosts',
    spec({ tls: [{ hosts: ['A', 'a.*'] }] }),
    [/^spec\.tls\[0\]\.hosts\[0\]: Invalid/, /^spec\.tls\[0\]\.hosts\[1\]: Invalid value: "a\.\*": a wildcard/],
  ],
  ['a bad secret', spec(badSecret), [/^spec\.tls\[0\]\.secretName: Invalid value: "A"/]],
]);

describe('updates tolerate what was there', () => {
  it('a bad secret name', () => assertErrors(updateErrors({}, spec(badSecret)), []));
  it('a bad rule of a wildcard host', () => {
    const bad = spec({ rules: [{ host: '*.a.b', http: { paths: [] } }] });
    assertErrors(updateErrors({}, bad), []);
    assertErrors(updateErrors(bad), ['spec.rules[0].http.paths: Required value']);
  });
});

it('the annotation of old is warned of on create', () => {
  assert.deepEqual(createWarnings(annotated), [
    'annotation "kubernetes.io/ingress.class" is deprecated, please use \'spec.ingressClassName\' instead',
  ]);
  assert.deepEqual(createWarnings({ ...annotated, ...spec({ ingressClassName: 'nginx' }) }), []);
  const object = created(annotated);
  assert.deepEqual(ingresses.strategy.warnings!(object, object), []);
});

describe('status', () => {
  const points = (...ingress: object[]): object => ({ status: { loadBalancer: { ingress } } });
  const rows: Row[] = [
    ['valid', points({ ip: '1.2.3.4' }, { hostname: 'a.b' }), []],
    ['no address', points({ ip: 'x' }), [/^status\.loadBalancer\.ingress\[0\]\.ip: Invalid value: "x"/]],
    ['an address for a name', points({ hostname: '1.2.3.4' }), [/must be a DNS name, not an IP address$/]],
  ];
  for (const [name, change, want] of rows) it(name, () => assertErrors(statusErrors(change), want));

  it('unusual addresses are warned of', () => {
    const object = { ...created(), ...points({ ip: 'FD00::1' }) };
    assert.deepEqual(ingresses.status!.warnings!(object, created()), [
      'status.loadBalancer.ingress[0]: IPv6 address "FD00::1" should be in RFC 5952 canonical format ("fd00::1")',
    ]);
  });
});
