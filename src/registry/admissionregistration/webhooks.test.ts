import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Change, drive } from '../testing.ts';
import { CHECKS } from './expressions.ts';
import { mutatingWebhookConfigurations } from './mutatingwebhookconfigurations.ts';
import { validatingWebhookConfigurations } from './validatingwebhookconfigurations.ts';

await CHECKS.load();

const RULE = { operations: ['CREATE'], apiGroups: [''], apiVersions: ['v1'], resources: ['pods'] };
const WEBHOOK = {
  name: 'check.example.com',
  admissionReviewVersions: ['v1'],
  sideEffects: 'None',
  clientConfig: { service: { name: 's', namespace: 'n' } },
  rules: [RULE],
};
const configurations = drive(validatingWebhookConfigurations, {
  apiVersion: 'admissionregistration.k8s.io/v1',
  kind: 'ValidatingWebhookConfiguration',
  metadata: { name: 'c', resourceVersion: '1' },
  webhooks: [WEBHOOK],
});
const webhook = (change: object): Change => ({ webhooks: [{ ...WEBHOOK, ...change }] });
const rule = (change: object): Change => webhook({ rules: [{ ...RULE, ...change }] });
const reachedAt = (clientConfig: object): Change => webhook({ clientConfig });
const service = (change: object): Change => reachedAt({ service: { name: 's', namespace: 'n', ...change } });
const AT = 'webhooks[0]';

describe('a webhook', () => {
  const FORM = '; desired format: https://host[/path]';
  const cases: readonly (readonly [what: string, change: Change, errors: string[]])[] = [
    ['is fine', {}, []],
    ['has a name', webhook({ name: null }), [`${AT}.name: Required value`]],
    [
      'has the name of a domain',
      webhook({ name: 'check.example' }),
      [`${AT}.name: Invalid value: "check.example": should be a domain with at least three segments separated by dots`],
    ],
    [
      'has a name of its own',
      { webhooks: [WEBHOOK, WEBHOOK] },
      ['webhooks[1].name: Duplicate value: "check.example.com"'],
    ],
    [
      'says its side effects',
      webhook({ sideEffects: undefined }),
      [`${AT}.sideEffects: Required value: must specify one of None, NoneOnDryRun`],
    ],
    [
      'has none that matter',
      webhook({ sideEffects: 'Some' }),
      [`${AT}.sideEffects: Unsupported value: "Some": supported values: "None", "NoneOnDryRun"`],
    ],
    [
      'answers within 30 seconds',
      webhook({ timeoutSeconds: 31 }),
      [`${AT}.timeoutSeconds: Invalid value: 31: the timeout value must be between 1 and 30 seconds`],
    ],
    [
      'speaks a version',
      webhook({ admissionReviewVersions: [] }),
      [`${AT}.admissionReviewVersions: Required value: must specify one of v1, v1beta1`],
    ],
    [
      'speaks a known version',
      webhook({ admissionReviewVersions: ['v2', 'v2'] }),
      [
        `${AT}.admissionReviewVersions[1]: Invalid value: "v2": duplicate version`,
        `${AT}.admissionReviewVersions: Invalid value: ["v2","v2"]: must include at least one of v1, v1beta1`,
      ],
    ],
    [
      'fails in a way that exists',
      webhook({ failurePolicy: 'Panic', matchPolicy: 'Roughly' }),
      [
        `${AT}.failurePolicy: Unsupported value: "Panic": supported values: "Fail", "Ignore"`,
        `${AT}.matchPolicy: Unsupported value: "Roughly": supported values: "Equivalent", "Exact"`,
      ],
    ],
    [
      'is reached somewhere',
      reachedAt({}),
      [`${AT}.clientConfig: Required value: exactly one of url or service is required`],
    ],
    ['is reached at an address', reachedAt({ url: 'https://example.com:8443/check' }), []],
    [
      'is reached by TLS alone, without more',
      reachedAt({ url: 'http://ann@example.com/?a=b#c' }),
      [
        `${AT}.clientConfig.url: Invalid value: "http": 'https' is the only allowed URL scheme${FORM}`,
        `${AT}.clientConfig.url: Invalid value: "ann": user information is not permitted in the URL`,
        `${AT}.clientConfig.url: Invalid value: "c": fragments are not permitted in the URL`,
        `${AT}.clientConfig.url: Invalid value: "a=b": query parameters are not permitted in the URL`,
      ],
    ],
    [
      'is reached at an address with a host',
      reachedAt({ url: 'check.example/x' }),
      [
        `${AT}.clientConfig.url: Invalid value: "": 'https' is the only allowed URL scheme${FORM}`,
        `${AT}.clientConfig.url: Invalid value: "": host must be specified${FORM}`,
      ],
    ],
    [
      'is reached at an address that can be read',
      reachedAt({ url: 'https://a:b/' }),
      [
        `${AT}.clientConfig.url: Required value: url must be a valid URL: parse "https://a:b/": invalid port ":b" after host${FORM}`,
      ],
    ],
    [
      'is reached at no port as a first segment',
      reachedAt({ url: '1:2' }),
      [
        `${AT}.clientConfig.url: Required value: url must be a valid URL: parse "1:2": first path segment in URL cannot contain colon${FORM}`,
      ],
    ],
    [
      'is reached at a service of a namespace',
      service({ namespace: '' }),
      [`${AT}.clientConfig.service.name: Required value`],
    ],
    [
      'is reached at a service',
      service({ name: '', port: 0, path: '/a//b' }),
      [
        `${AT}.clientConfig.service.namespace: Required value`,
        `${AT}.clientConfig.service.port: Invalid value: 0: port is not valid: must be between 1 and 65535, inclusive`,
        `${AT}.clientConfig.service.path: Invalid value: "/a//b": segment[1] may not be empty`,
      ],
    ],
    [
      'has conditions with names and expressions',
      webhook({
        matchConditions: [{ name: 'a', expression: ' ' }, { name: 'a', expression: 'true' }, { expression: 'true' }],
      }),
      [
        `${AT}.matchConditions[0].expression: Required value`,
        `${AT}.matchConditions[1].name: Duplicate value: "a"`,
        `${AT}.matchConditions[2].name: Required value`,
      ],
    ],
    [
      'has a few conditions',
      webhook({ matchConditions: Array.from({ length: 65 }, (_, i) => ({ name: `c${i}`, expression: 'true' })) }),
      [`${AT}.matchConditions: Too many: 65: must have at most 64 items`],
    ],
  ];
  for (const [what, change, errors] of cases) {
    it(what, () => assert.deepEqual(configurations.createErrors(change), errors));
  }
});

describe('a rule', () => {
  const at = `${AT}.rules[0]`;
  const cases: readonly (readonly [what: string, change: object, errors: string[]])[] = [
    ['may be for everything', { operations: ['*'], apiGroups: ['*'], apiVersions: ['*'], resources: ['*/*'] }, []],
    ['may be for a subresource', { resources: ['pods', 'pods/status', '*/scale'] }, []],
    [
      'is for something',
      { operations: [], apiGroups: [], apiVersions: [], resources: [] },
      [
        `${at}.operations: Required value`,
        `${at}.apiGroups: Required value`,
        `${at}.apiVersions: Required value`,
        `${at}.resources: Required value`,
      ],
    ],
    [
      'is for operations that exist',
      { operations: ['READ'] },
      [
        `${at}.operations[0]: Unsupported value: "READ": supported values: "*", "CONNECT", "CREATE", "DELETE", "UPDATE"`,
      ],
    ],
    [
      'has nothing beside everything',
      { operations: ['*', 'CREATE'], apiGroups: ['*', ''] },
      [
        `${at}.operations: Invalid value: ["*","CREATE"]: if '*' is present, must not specify other operations`,
        `${at}.apiGroups: Invalid value: ["*",""]: if '*' is present, must not specify other API groups`,
      ],
    ],
    [
      'does not say a subresource twice',
      { resources: ['pods/*', 'pods/log', '*/status', 'nodes/status'] },
      [
        `${at}.resources[1]: Invalid value: "pods/log": if 'pods/*' is present, must not specify pods/log`,
        `${at}.resources[3]: Invalid value: "nodes/status": if '*/status' is present, must not specify nodes/status`,
      ],
    ],
    ['may say the rest behind a resource: the last one decides', { resources: ['pods', '*'] }, []],
    [
      'says all subresources of one resource only where it does not say all',
      { resources: ['*/*', 'pods/*'] },
      [
        `${at}.resources[1]: Invalid value: "pods/*": if '*/*' is present, must not specify pods/*`,
        `${at}.resources: Invalid value: ["*/*","pods/*"]: if '*/*' is present, must not specify other resources`,
      ],
    ],
    [
      'does not say a resource twice',
      { resources: ['*', 'pods'] },
      [
        `${at}.resources: Invalid value: ["*","pods"]: if '*' is present, must not specify other resources without subresources`,
      ],
    ],
    [
      'says all only alone',
      { resources: ['*/*', 'pods/log'] },
      [`${at}.resources: Invalid value: ["*/*","pods/log"]: if '*/*' is present, must not specify other resources`],
    ],
    [
      'has a scope that exists',
      { scope: 'Galaxy' },
      [`${at}.scope: Unsupported value: "Galaxy": supported values: "*", "Cluster", "Namespaced"`],
    ],
  ];
  for (const [what, change, errors] of cases) {
    it(what, () => assert.deepEqual(configurations.createErrors(rule(change)), errors));
  }
});

describe('defaults', () => {
  it('of a validating webhook', () => {
    const [created] = configurations.created().webhooks;
    assert.deepEqual(created, {
      ...WEBHOOK,
      clientConfig: { service: { name: 's', namespace: 'n', port: 443 } },
      rules: [{ ...RULE, scope: '*' }],
      failurePolicy: 'Fail',
      matchPolicy: 'Equivalent',
      namespaceSelector: {},
      objectSelector: {},
      timeoutSeconds: 10,
    });
  });

  it('of a mutating webhook: it is not called again', () => {
    const driver = drive(mutatingWebhookConfigurations, { metadata: { name: 'c' }, webhooks: [WEBHOOK] });
    assert.equal(driver.created().webhooks[0].reinvocationPolicy, 'Never');
  });
});

it('names that were double before stay so', () => {
  const both = { webhooks: [WEBHOOK, WEBHOOK] };
  assert.deepEqual(configurations.updateErrors(both, both), []);
  assert.deepEqual(configurations.updateErrors(both), ['webhooks[1].name: Duplicate value: "check.example.com"']);
});

describe('a match condition', () => {
  const cases: readonly (readonly [expression: string, errors: readonly RegExp[]])[] = [
    ["object.metadata.name == 'x' && request.userInfo.username != 'y'", []],
    ["authorizer.requestResource.check('get').allowed()", []],
    [
      'request.name',
      [
        /^webhooks\[0\]\.matchConditions\[0\]\.expression: Invalid value: "request.name": must evaluate to bool but got string$/,
      ],
    ],
    ['request.nothing', [/compilation failed: ERROR: <input>:1:8: undefined field 'nothing'/]],
    ['params.x', [/compilation failed: .*undeclared reference to 'params'/s]],
    ['true &&', [/compilation failed: ERROR: /]],
  ];
  for (const [expression, errors] of cases) {
    it(`${expression}: ${errors.length === 0 ? 'is fine' : 'is refused'}`, () => {
      const found = configurations.createErrors(webhook({ matchConditions: [{ name: 'c', expression }] }));
      assert.equal(found.length, errors.length, found.join());
      for (const [position, error] of errors.entries()) assert.match(found[position]!, error);
    });
  }
});
