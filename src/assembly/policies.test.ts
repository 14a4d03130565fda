/** Policies in CEL on a whole API in memory: cases of upstream's documentation, in upstream's words. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { openTestApi, type TestApi } from './testing.ts';
import { addMutatingPolicy, addValidatingPolicy, type TestPolicy } from './testing-policies.ts';

const PLUGINS = ['NamespaceLifecycle', 'MutatingAdmissionPolicy', 'ValidatingAdmissionPolicy'] as const;
const CONFIG_MAPS = '/api/v1/namespaces/default/configmaps';
const configMap = (data: object = {}, metadata: object = {}) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'c', ...metadata },
  data,
});
const WITH_PARAMS = { paramKind: { apiVersion: 'v1', kind: 'ConfigMap' } };
const named = (name: string, more: object = {}) => ({
  validationActions: ['Deny'],
  paramRef: { name, parameterNotFoundAction: 'Deny', ...more },
});
const DENIED = "ValidatingAdmissionPolicy 'p' with binding 'p' denied request:";
const FORBIDDEN = `configmaps "c" is forbidden: ${DENIED}`;
/** Three of these cost more than an expression may. */
const CAN = "authorizer.requestResource.check('get')";
const check = (expression: string, more: object = {}): { spec: object } => ({
  spec: { validations: [{ expression, ...more }] },
});

const rule = (more: object = {}) => ({
  operations: ['CREATE', 'UPDATE'],
  apiGroups: [''],
  apiVersions: ['v1'],
  resources: ['configmaps'],
  ...more,
});

async function withApi(work: (api: TestApi) => Promise<void>): Promise<void> {
  const api = await openTestApi({ admission: PLUGINS, namespaces: ['default', 'other'] });
  try {
    await work(api);
  } finally {
    await api.close();
  }
}

interface Case {
  readonly policy: TestPolicy;
  readonly data?: object;
  readonly metadata?: object;
  /** Undefined: it is admitted. */
  readonly message?: string;
  readonly code?: number;
  readonly reason?: string;
  readonly warning?: string;
}

const VALIDATING: Readonly<Record<string, Case>> = {
  'an object that passes': { policy: check("object.data.a == '1'"), data: { a: '1' } },
  'one that does not': {
    policy: check("object.data.a == '1'"),
    data: { a: '2' },
    message: `${FORBIDDEN} failed expression: object.data.a == '1'`,
  },
  'a message': {
    policy: check('false', { message: 'not so', reason: 'Forbidden' }),
    message: `${FORBIDDEN} not so`,
    code: 403,
    reason: 'Forbidden',
  },
  'a reason of size': {
    policy: check('false', { message: 'm', reason: 'RequestEntityTooLarge' }),
    message: `${FORBIDDEN} m`,
    code: 413,
    reason: 'RequestEntityTooLarge',
  },
  'a reason of content': {
    policy: check('false', { message: 'm', reason: 'Invalid' }),
    message: `${FORBIDDEN} m`,
    code: 422,
    reason: 'Invalid',
  },
  'a message that is evaluated': {
    policy: check('false', { messageExpression: "'no ' + object.data.a", message: 'unused' }),
    data: { a: 'way' },
    message: `${FORBIDDEN} no way`,
  },
  'a message that cannot be evaluated': {
    policy: check('false', { messageExpression: 'string(object.data.missing)', message: 'instead' }),
    data: { a: 'b' },
    message: `${FORBIDDEN} instead`,
  },
  'a message of several lines': {
    policy: check('false', { messageExpression: "'a\\nb'" }),
    message: `${FORBIDDEN} failed expression: false`,
  },
  'an expression that fails': {
    policy: check("object.data.missing == 'x'"),
    data: { a: 'b' },
    message: `${FORBIDDEN} expression 'object.data.missing == 'x'' resulted in error: no such key: missing`,
  },
  'an expression that fails, and may': {
    policy: { spec: { failurePolicy: 'Ignore', validations: [{ expression: "object.data.missing == 'x'" }] } },
  },
  'an expression that costs too much': {
    policy: check(`${CAN}.allowed() && ${CAN}.allowed() && ${CAN}.allowed()`),
    message: `${FORBIDDEN} expression '${CAN}.allowed() && ${CAN}.allowed() && ${CAN}.allowed()' resulted in error: operation cancelled: actual cost limit exceeded`,
  },
  'match conditions that are not met': {
    policy: {
      spec: {
        matchConditions: [{ name: 'a', expression: "object.data.a == '1'" }],
        validations: [{ expression: 'false' }],
      },
    },
    data: { a: '2' },
  },
  'match conditions that fail': {
    policy: {
      spec: {
        matchConditions: [{ name: 'a', expression: "object.data.b == '1'" }],
        validations: [{ expression: 'true' }],
      },
    },
    data: { a: '2' },
    message: `${FORBIDDEN} expression 'object.data.b == '1'' resulted in error: no such key: b`,
  },
  'one of the match conditions false, another failing': {
    policy: {
      spec: {
        matchConditions: [
          { name: 'a', expression: "object.data.b == '1'" },
          { name: 'b', expression: "request.userInfo.username == 'somebody'" },
        ],
        validations: [{ expression: 'false' }],
      },
    },
    data: { a: '2' },
  },
  variables: {
    policy: {
      spec: {
        variables: [
          { name: 'size', expression: 'size(object.data)' },
          { name: 'double', expression: 'variables.size * 2' },
        ],
        validations: [
          { expression: 'variables.double < 4', messageExpression: "string(variables.double) + ' are too many'" },
        ],
      },
    },
    data: { a: '1', b: '2' },
    message: `${FORBIDDEN} 4 are too many`,
  },
  'variables that nobody asks for': {
    policy: {
      spec: {
        variables: [{ name: 'bad', expression: 'object.data.missing' }],
        validations: [{ expression: 'true || variables.bad' }],
      },
    },
    data: { a: '1' },
  },
  'a variable that fails': {
    policy: {
      spec: {
        variables: [{ name: 'bad', expression: 'object.data.missing' }],
        validations: [{ expression: "variables.bad == 'x'" }],
      },
    },
    data: { a: '1' },
    message: `${FORBIDDEN} expression 'variables.bad == 'x'' resulted in error: composited variable "bad" fails to evaluate: no such key: missing`,
  },
  'the namespace': {
    policy: check(
      "namespaceObject.metadata.labels['kubernetes.io/metadata.name'] == 'default' && namespaceObject.status.phase != 'Active'",
    ),
    message: `${FORBIDDEN} failed expression: namespaceObject.metadata.labels['kubernetes.io/metadata.name'] == 'default' && namespaceObject.status.phase != 'Active'`,
  },
  'the request': {
    policy: check(
      "request.operation == 'CREATE' && request.kind.kind == 'ConfigMap' && request.userInfo.username == 'admin' && request.name == 'c' && oldObject == null && !request.dryRun",
    ),
  },
  'the authorizer': {
    policy: check(
      "authorizer.group('').resource('pods').namespace('default').check('create').allowed() && authorizer.requestResource.check('get').allowed()",
    ),
  },
  'a warning': {
    policy: { ...check('false', { message: 'careful' }), binding: { validationActions: ['Warn'] } },
    warning: "299 - \"Validation failed for ValidatingAdmissionPolicy 'p' with binding 'p': careful\"",
  },
  'an audit alone': { policy: { ...check('false'), binding: { validationActions: ['Audit'] } } },
  parameters: {
    policy: {
      spec: { ...WITH_PARAMS, validations: [{ expression: 'size(object.data) <= int(params.data.most)' }] },
      binding: named('limits'),
    },
    data: { a: '1', b: '2' },
    message: `${FORBIDDEN} failed expression: size(object.data) <= int(params.data.most)`,
  },
  'parameters in a namespace': {
    policy: {
      spec: { ...WITH_PARAMS, validations: [{ expression: "params.metadata.namespace == 'default'" }] },
      binding: named('limits', { namespace: 'other' }),
    },
    message: `${FORBIDDEN} failed expression: params.metadata.namespace == 'default'`,
  },
  'parameters by their labels': {
    policy: {
      spec: { ...WITH_PARAMS, validations: [{ expression: "params.metadata.name != 'limits'" }] },
      binding: {
        validationActions: ['Deny'],
        paramRef: { selector: { matchLabels: { limits: 'yes' } }, parameterNotFoundAction: 'Allow' },
      },
    },
    message: `${FORBIDDEN} failed expression: params.metadata.name != 'limits'`,
  },
  'parameters that are missing': {
    policy: { spec: { ...WITH_PARAMS, validations: [{ expression: 'true' }] }, binding: named('nothing') },
    message: `${FORBIDDEN} failed to configure binding: no params found for policy binding with \`Deny\` parameterNotFoundAction`,
  },
  'parameters that may be missing': {
    policy: {
      spec: { ...WITH_PARAMS, validations: [{ expression: 'false' }] },
      binding: named('nothing', { parameterNotFoundAction: 'Allow' }),
    },
  },
  'parameters of a kind that there is not': {
    policy: {
      spec: { paramKind: { apiVersion: 'example.com/v1', kind: 'Limit' }, validations: [{ expression: 'true' }] },
      binding: named('a'),
    },
    message: `${FORBIDDEN} failed to configure binding: paramKind kind \`&ParamKind{APIVersion:example.com/v1,Kind:Limit,}\` not known`,
  },
  'parameters that no binding names': {
    policy: { spec: { ...WITH_PARAMS, validations: [{ expression: "params.metadata.name == 'x'" }] } },
    message: `${FORBIDDEN} expression 'params.metadata.name == 'x'' resulted in error: no such key: metadata`,
  },
  'parameters that no binding names, asked for with care': {
    policy: {
      spec: {
        ...WITH_PARAMS,
        validations: [{ expression: "!has(params.data) && params.?data.a.orValue('b') == 'b'" }],
      },
    },
  },
  'what there was not before': {
    policy: check("!has(oldObject.data) && oldObject.?data.?a.orValue('b') == 'b'"),
  },
  'a binding for another namespace': {
    policy: {
      ...check('false'),
      binding: {
        validationActions: ['Deny'],
        matchResources: { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'other' } } },
      },
    },
  },
  'a binding for this namespace': {
    policy: {
      ...check('false', { message: 'm' }),
      binding: {
        validationActions: ['Deny'],
        matchResources: { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'default' } } },
      },
    },
    message: `${FORBIDDEN} m`,
  },
  'a rule that excludes': {
    policy: {
      ...check('false'),
      match: { resourceRules: [rule()], excludeResourceRules: [rule({ resourceNames: ['c'] })] },
    },
  },
  'a rule for others by name': {
    policy: { ...check('false'), match: { resourceRules: [rule({ resourceNames: ['d'] })] } },
  },
  'a rule for every resource': {
    policy: { ...check('false', { message: 'm' }), match: { resourceRules: [rule({ resources: ['*'] })] } },
    message: `${FORBIDDEN} m`,
  },
  'objects without the label': {
    policy: { ...check('false'), match: { resourceRules: [rule()], objectSelector: { matchLabels: { a: 'b' } } } },
  },
  'objects with the label': {
    policy: {
      ...check('false', { message: 'm' }),
      match: { resourceRules: [rule()], objectSelector: { matchLabels: { a: 'b' } } },
    },
    metadata: { labels: { a: 'b' } },
    message: `${FORBIDDEN} m`,
  },
};

describe('a validating policy', () => {
  for (const [what, { policy, data, metadata, message, code = 422, reason = 'Invalid', warning }] of Object.entries(
    VALIDATING,
  )) {
    test(what, () =>
      withApi(async (api) => {
        for (const namespace of ['default', 'other']) {
          await api.call('POST', `/api/v1/namespaces/${namespace}/configmaps`, {
            ...configMap({ most: '1' }, { name: 'limits', labels: { limits: 'yes' } }),
          });
        }
        const added = await addValidatingPolicy(api, policy);
        assert.equal(added.status, 201, added.text);
        const answer = await api.call('POST', CONFIG_MAPS, configMap(data, metadata));
        assert.equal(answer.body.message, message);
        assert.equal(answer.status, message === undefined ? 201 : code);
        if (message !== undefined) assert.equal(answer.body.reason, reason);
        assert.deepEqual(answer.headers.warning, warning && [warning]);
      }),
    );
  }

  test('sees what is deleted', () =>
    withApi(async (api) => {
      await api.call('POST', CONFIG_MAPS, configMap({ keep: 'yes' }));
      await addValidatingPolicy(api, {
        ...check("object == null && oldObject.data.keep != 'yes'", { message: 'kept' }),
        match: { resourceRules: [rule({ operations: ['DELETE'] })] },
      });
      const answer = await api.call('DELETE', `${CONFIG_MAPS}/c`);
      assert.equal(answer.body.message, `${FORBIDDEN} kept`);
    }));

  test('sees another version of what it names', () =>
    withApi(async (api) => {
      await addValidatingPolicy(api, {
        ...check(
          "object.apiVersion == 'events.k8s.io/v1' && object.kind == 'Event' && request.resource.group == 'events.k8s.io' && request.requestResource.group == '' && object.reason == 'Other'",
          { message: 'm' },
        ),
        match: { resourceRules: [rule({ apiGroups: ['events.k8s.io'], resources: ['events'] })] },
      });
      const answer = await api.call('POST', '/api/v1/namespaces/default/events', {
        apiVersion: 'v1',
        kind: 'Event',
        metadata: { name: 'e' },
        involvedObject: { namespace: 'default', name: 'x' },
        reason: 'Some',
      });
      assert.equal(answer.body.message, `events "e" is forbidden: ${DENIED} m`);
    }));

  test('does not see policies: one that refuses everything can be taken away', () =>
    withApi(async (api) => {
      const everything = { operations: ['*'], apiGroups: ['*'], resources: ['*/*'] };
      await addValidatingPolicy(api, { ...check('false'), match: { resourceRules: [rule(everything)] } });
      assert.equal((await api.call('POST', CONFIG_MAPS, configMap())).status, 422);
      const path = '/apis/admissionregistration.k8s.io/v1/validatingadmissionpolicies/p';
      assert.equal((await api.call('DELETE', path)).status, 200);
      assert.equal((await api.call('POST', CONFIG_MAPS, configMap())).status, 201);
    }));

  test('is heeded in its newest version', () =>
    withApi(async (api) => {
      await addValidatingPolicy(api, check('false', { message: 'm' }));
      assert.equal((await api.call('POST', CONFIG_MAPS, configMap())).status, 422);
      const path = '/apis/admissionregistration.k8s.io/v1/validatingadmissionpolicies/p';
      const patch = { spec: { validations: [{ expression: 'true' }] } };
      await api.call('PATCH', path, patch, { 'content-type': 'application/merge-patch+json' });
      assert.equal((await api.call('POST', CONFIG_MAPS, configMap())).status, 201);
    }));
});

describe('the expressions of a policy that is written', () => {
  const INVALID = 'ValidatingAdmissionPolicy.admissionregistration.k8s.io "p" is invalid:';
  const cases: readonly (readonly [what: string, spec: object, message: string])[] = [
    [
      'are expressions',
      { validations: [{ expression: 'objekt.x' }] },
      `${INVALID} spec.validations[0].expression: Invalid value: "objekt.x": compilation failed: ERROR: <input>:1:1: undeclared reference to 'objekt' (in container '')\n | objekt.x\n | ^`,
    ],
    [
      'are true or false',
      { validations: [{ expression: '1' }] },
      `${INVALID} spec.validations[0].expression: Invalid value: "1": must evaluate to bool but got int`,
    ],
    [
      'make messages of text, and ask nobody',
      { validations: [{ expression: 'true', messageExpression: "authorizer.path('/x').check('get').reason()" }] },
      `${INVALID} spec.validations[0].messageExpression: Invalid value: "authorizer.path('/x').check('get').reason()": compilation failed: ERROR: <input>:1:1: undeclared reference to 'authorizer' (in container '')\n | authorizer.path('/x').check('get').reason()\n | ^`,
    ],
    [
      'take parameters where there are some',
      { validations: [{ expression: 'params.x' }] },
      `${INVALID} spec.validations[0].expression: Invalid value: "params.x": compilation failed: ERROR: <input>:1:1: undeclared reference to 'params' (in container '')\n | params.x\n | ^`,
    ],
    [
      'name variables that come before',
      {
        variables: [
          { name: 'a', expression: 'variables.b' },
          { name: 'b', expression: '1' },
        ],
        validations: [{ expression: 'variables.b' }],
      },
      `${INVALID} [spec.variables[0].expression: Invalid value: "variables.b": compilation failed: ERROR: <input>:1:10: undefined field 'b'\n | variables.b\n | .........^, spec.validations[0].expression: Invalid value: "variables.b": must evaluate to bool but got int]`,
    ],
    [
      'do not use variables in match conditions',
      {
        variables: [{ name: 'a', expression: 'true' }],
        matchConditions: [{ name: 'x', expression: 'variables.a' }],
        validations: [{ expression: 'true' }],
      },
      `${INVALID} spec.matchConditions[0].expression: Invalid value: "variables.a": compilation failed: ERROR: <input>:1:1: undeclared reference to 'variables' (in container '')\n | variables.a\n | ^`,
    ],
    [
      'annotate with text or nothing',
      { auditAnnotations: [{ key: 'a', valueExpression: '1' }] },
      `${INVALID} spec.auditAnnotations[0].valueExpression: Invalid value: "1": must evaluate to one of [string null_type] but got int`,
    ],
  ];
  for (const [what, spec, message] of cases) {
    test(what, () =>
      withApi(async (api) => {
        const { status, body } = await addValidatingPolicy(api, { spec });
        assert.equal(body.message, message);
        assert.equal(status, 422);
      }),
    );
  }
});

interface MutatingCase {
  readonly spec: object;
  readonly data?: object;
  readonly metadata?: object;
  readonly expected?: object;
  readonly message?: string;
}

const apply = (expression: string, more: object = {}) => ({
  spec: { mutations: [{ patchType: 'ApplyConfiguration', applyConfiguration: { expression } }], ...more },
});
const patch = (expression: string, more: object = {}) => ({
  spec: { mutations: [{ patchType: 'JSONPatch', jsonPatch: { expression } }], ...more },
});
const BY = "policy 'p' with binding 'p' denied request:";

const MUTATING: Readonly<Record<string, MutatingCase>> = {
  'sets a label': {
    ...apply("Object{metadata: Object.metadata{labels: {'a': 'b'}}}"),
    metadata: { labels: { c: 'd' } },
    expected: { labels: { a: 'b', c: 'd' } },
  },
  'sets a label by its literal': {
    ...apply("Object{metadata: Object.metadata{labels: Object.metadata.labels{a: 'b'}}}"),
    expected: { labels: { a: 'b' } },
  },
  'patches a label in': {
    ...patch(
      "[JSONPatch{op: 'test', path: '/metadata/labels/c', value: 'd'}, JSONPatch{op: 'add', path: '/metadata/labels/' + jsonpatch.escapeKey('e.io/f'), value: 'x'}]",
    ),
    metadata: { labels: { c: 'd' } },
    expected: { labels: { c: 'd', 'e.io/f': 'x' } },
  },
  'leaves alone what fails its test': {
    ...patch(
      "[JSONPatch{op: 'add', path: '/metadata/labels/e', value: 'x'}, JSONPatch{op: 'test', path: '/metadata/labels/c', value: 'z'}]",
    ),
    metadata: { labels: { c: 'd' } },
    expected: { labels: { c: 'd' } },
  },
  'patches with structures': {
    ...patch("[JSONPatch{op: 'add', path: '/metadata/labels', value: {'a': object.data.k}}]"),
    data: { k: 'v' },
    expected: { labels: { a: 'v' } },
  },
  'patches what there is not': {
    ...patch("[JSONPatch{op: 'remove', path: '/metadata/labels/c'}]"),
    message: `${BY} JSONPath: remove operation does not apply: doc is missing path: "/metadata/labels/c": missing value`,
  },
  'lets that pass where it may': {
    ...patch("[JSONPatch{op: 'remove', path: '/metadata/labels/c'}]", { failurePolicy: 'Ignore' }),
    expected: {},
  },
  'makes of it what its kind is not': {
    ...patch("[JSONPatch{op: 'add', path: '/speck', value: 'x'}]"),
    message: 'Internal error occurred: strict decoding error: unknown field "speck"',
  },
  'puts a structure where another belongs': {
    ...apply("Object{metadata: Object.spec{labels: {'a': 'b'}}}"),
    message: `${BY} type mismatch: unexpected type name "Object.spec", expected "Object.metadata", which matches field name path from root Object type`,
  },
  'applies a field that there is not': {
    ...apply("Object{speck: 'x'}"),
    message: `${BY} error applying patch: failed to convert patch object to typed object: .speck: field not declared in schema`,
  },
  'applies conditions': {
    ...apply("Object{metadata: Object.metadata{labels: {'a': 'b'}}}", {
      matchConditions: [{ name: 'x', expression: '!has(object.metadata.labels)' }],
    }),
    metadata: { labels: { c: 'd' } },
    expected: { labels: { c: 'd' } },
  },
  'uses variables': {
    ...apply('Object{metadata: Object.metadata{labels: variables.labels}}', {
      variables: [{ name: 'labels', expression: "{'a': object.metadata.name}" }],
    }),
    expected: { labels: { a: 'c' } },
  },
  'goes on with what went before': {
    spec: {
      mutations: [
        {
          patchType: 'ApplyConfiguration',
          applyConfiguration: { expression: "Object{metadata: Object.metadata{labels: {'n': '1'}}}" },
        },
        {
          patchType: 'JSONPatch',
          jsonPatch: {
            expression: "[JSONPatch{op: 'add', path: '/metadata/labels/m', value: object.metadata.labels.n + '2'}]",
          },
        },
      ],
    },
    expected: { labels: { n: '1', m: '12' } },
  },
};

describe('a mutating policy', () => {
  for (const [what, { spec, data, metadata, expected = {}, message }] of Object.entries(MUTATING)) {
    test(what, () =>
      withApi(async (api) => {
        const added = await addMutatingPolicy(api, { spec });
        assert.equal(added.status, 201, added.text);
        const { body } = await api.call('POST', CONFIG_MAPS, configMap(data, metadata));
        assert.equal(body.message, message);
        if (message !== undefined) return;
        const { labels } = body.metadata;
        assert.deepEqual(labels ? { labels } : {}, expected);
      }),
    );
  }

  test('may not replace what is one value', () =>
    withApi(async (api) => {
      await addMutatingPolicy(api, {
        ...apply('Object{subsets: [Object.subsets{ports: []}]}'),
        match: { resourceRules: [rule({ resources: ['endpoints'] })] },
      });
      const endpoints = { apiVersion: 'v1', kind: 'Endpoints', metadata: { name: 'c' } };
      const { body } = await api.call('POST', '/api/v1/namespaces/default/endpoints', endpoints);
      assert.equal(
        body.message,
        `${BY} error applying patch: invalid ApplyConfiguration: may not mutate atomic arrays, maps or structs: .subsets, .subsets[0].ports`,
      );
      assert.equal(body.code, 403);
      assert.equal(body.reason, 'Invalid');
    }));

  const COUNT = "[JSONPatch{op: 'add', path: '/data/n', value: has(object.data.n) ? object.data.n + 'x' : 'x'}]";
  for (const [reinvocationPolicy, expected] of [
    ['IfNeeded', 'xx'],
    ['Never', 'x'],
  ] as const) {
    test(`sees once more what a later one changed: ${reinvocationPolicy}`, () =>
      withApi(async (api) => {
        await addMutatingPolicy(api, { name: 'a', ...patch(COUNT, { reinvocationPolicy }) });
        await addMutatingPolicy(api, { name: 'b', ...apply("Object{metadata: Object.metadata{labels: {'a': 'b'}}}") });
        const { body } = await api.call('POST', CONFIG_MAPS, configMap({ m: '1' }));
        assert.deepEqual(body.data, { m: '1', n: expected });
      }));
  }

  test('has expressions of its types', () =>
    withApi(async (api) => {
      const { body } = await addMutatingPolicy(api, patch("['a']"));
      assert.equal(
        body.message,
        `MutatingAdmissionPolicy.admissionregistration.k8s.io "p" is invalid: spec.mutations[0].jsonPatch.expression: Invalid value: "['a']": must evaluate to list(JSONPatch) but got list(string)`,
      );
    }));

  test('changes an object that was written before', () =>
    withApi(async (api) => {
      await api.call('POST', CONFIG_MAPS, configMap());
      await addMutatingPolicy(api, apply("Object{metadata: Object.metadata{labels: {'a': 'b'}}}"));
      const merge = { 'content-type': 'application/merge-patch+json' };
      const { body } = await api.call('PATCH', `${CONFIG_MAPS}/c`, { data: { a: '1' } }, merge);
      assert.deepEqual([body.message, body.metadata.labels], [undefined, { a: 'b' }]);
    }));

  test('is not asked of deletions, whatever its conditions would come to', () =>
    withApi(async (api) => {
      await api.call('POST', CONFIG_MAPS, configMap());
      const labels = apply("Object{metadata: Object.metadata{labels: {'a': 'b'}}}", {
        matchConditions: [{ name: 'x', expression: "object.metadata.name == 'c'" }],
      });
      await addMutatingPolicy(api, { ...labels, match: { resourceRules: [rule({ operations: ['*'] })] } });
      assert.equal((await api.call('DELETE', `${CONFIG_MAPS}/c`)).status, 200);
    }));

  test('is judged by its result', () =>
    withApi(async (api) => {
      await addMutatingPolicy(api, apply("Object{metadata: Object.metadata{labels: {'a': 'b'}}}"));
      await addValidatingPolicy(api, check("object.metadata.labels.a != 'b'", { message: 'm' }));
      const { body } = await api.call('POST', CONFIG_MAPS, configMap());
      assert.equal(body.message, `${FORBIDDEN} m`);
    }));
});
