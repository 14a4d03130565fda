import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { assertErrors, drive } from '../testing.ts';
import { ingressClasses } from './ingressclasses.ts';

const { created, createErrors, updateErrors } = drive(ingressClasses, {
  apiVersion: 'networking.k8s.io/v1',
  kind: 'IngressClass',
  metadata: { name: 'nginx' },
  spec: { controller: 'example.com/ingress' },
});
const parameters = (fields: object): object => ({ spec: { parameters: { kind: 'Config', name: 'c', ...fields } } });

it('parameters are cluster-wide by default', () => {
  assert.equal(created(parameters({})).spec.parameters.scope, 'Cluster');
});

describe('rules', () => {
  const at = 'spec.parameters';
  const rows: [name: string, change: object, want: (string | RegExp)[]][] = [
    ['valid', parameters({ apiGroup: 'example.com' }), []],
    ['namespaced', parameters({ scope: 'Namespace', namespace: 'd' }), []],
    ['no controller', { spec: { controller: null } }, ['spec.controller: Required value']],
    [
      'no domain',
      { spec: { controller: 'x' } },
      [/^spec\.controller: Invalid value: "x": must be a domain-prefixed path/],
    ],
    [
      'a bad domain and a bad path',
      { spec: { controller: 'A.b/c d' } },
      [
        /^spec\.controller: Invalid value: "A\.b": a lowercase RFC 1123 subdomain/,
        /^spec\.controller: Invalid value: "c d": Invalid path \(regex used for validation is '/,
      ],
    ],
    [
      'long',
      { spec: { controller: `example.com/${'x'.repeat(250)}` } },
      ['spec.controller: Too long: may not be more than 250 bytes'],
    ],
    [
      'empty parameters',
      parameters({ kind: '', name: '' }),
      [`${at}.kind: Required value: kind is required`, `${at}.name: Required value: name is required`],
    ],
    [
      'bad parameters',
      parameters({ apiGroup: 'A', kind: 'a/b', name: '..', scope: 'Galaxy' }),
      [
        /^spec\.parameters\.apiGroup: Invalid/,
        /kind: Invalid value: "a\/b"/,
        /name: Invalid value: "\.\."/,
        `${at}.scope: Unsupported value: "Galaxy": supported values: "Cluster", "Namespace"`,
      ],
    ],
    [
      'a namespace for none',
      parameters({ namespace: 'd' }),
      [`${at}.namespace: Forbidden: \`parameters.scope\` is set to 'Cluster'`],
    ],
    [
      'no namespace',
      parameters({ scope: 'Namespace' }),
      [`${at}.namespace: Required value: \`parameters.scope\` is set to 'Namespace'`],
    ],
    [
      'a bad namespace',
      parameters({ scope: 'Namespace', namespace: 'a.b' }),
      [/^spec\.parameters\.namespace: Invalid value: "a\.b"/],
    ],
  ];
  for (const [name, change, want] of rows) it(name, () => assertErrors(createErrors(change), want));

  it('the controller stays', () => {
    assertErrors(updateErrors(parameters({})), []);
    assertErrors(updateErrors({ spec: { controller: 'example.com/other' } }), [
      'spec.controller: Invalid value: "example.com/other": field is immutable',
    ]);
  });
});
