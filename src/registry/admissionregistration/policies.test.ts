import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Change, drive } from '../testing.ts';
import { mutatingAdmissionPolicyBindings, validatingAdmissionPolicyBindings } from './bindings.ts';
import { CHECKS } from './expressions.ts';
import { mutatingAdmissionPolicies } from './mutatingadmissionpolicies.ts';
import { validatingAdmissionPolicies } from './validatingadmissionpolicies.ts';

await CHECKS.load();

const METADATA = { name: 'p.example.com', resourceVersion: '1' };
const RULE = { operations: ['CREATE'], apiGroups: [''], apiVersions: ['v1'], resources: ['pods'] };
const MATCH = { matchConstraints: { resourceRules: [RULE] } };
const validating = drive(validatingAdmissionPolicies, {
  apiVersion: 'admissionregistration.k8s.io/v1',
  kind: 'ValidatingAdmissionPolicy',
  metadata: METADATA,
  spec: { ...MATCH, validations: [{ expression: 'true' }] },
});
const mutating = drive(mutatingAdmissionPolicies, {
  apiVersion: 'admissionregistration.k8s.io/v1',
  kind: 'MutatingAdmissionPolicy',
  metadata: METADATA,
  spec: {
    ...MATCH,
    reinvocationPolicy: 'Never',
    mutations: [{ patchType: 'JSONPatch', jsonPatch: { expression: '[JSONPatch{}]' } }],
  },
});

type Cases = readonly (readonly [what: string, spec: Change, errors: string[]])[];

describe('a validating policy', () => {
  const NOTHING = 'Required value: validations or auditAnnotations must contain at least one item';
  const annotations = (...auditAnnotations: object[]): Change => ({ auditAnnotations });
  const cases: Cases = [
    ['is fine', {}, []],
    [
      'is told what is wrong field by field',
      {
        matchConditions: [{ name: '', expression: '1' }],
        variables: [{ name: '4ever', expression: '1 +' }],
        validations: [{ expression: "'a'", messageExpression: '1', message: ' ', reason: 'Other' }],
        auditAnnotations: [{ key: '', valueExpression: '1' }],
      },
      [
        'spec.matchConditions[0].expression: Invalid value: "1": must evaluate to bool but got int',
        'spec.matchConditions[0].name: Required value',
        'spec.variables[0].name: Invalid value: "4ever": name is not a valid CEL identifier',
        "spec.variables[0].expression: Invalid value: \"1 +\": compilation failed: ERROR: <input>:1:4: Syntax error: mismatched input '<EOF>' expecting {'[', '{', '(', '.', '-', '!', 'true', 'false', 'null', NUM_FLOAT, NUM_INT, NUM_UINT, STRING, BYTES, IDENTIFIER}\n | 1 +\n | ...^",
        'spec.validations[0].expression: Invalid value: "\'a\'": must evaluate to bool but got string',
        'spec.validations[0].messageExpression: Invalid value: "1": must evaluate to string but got int',
        'spec.validations[0].message: Invalid value: " ": message must be non-empty if specified',
        'spec.validations[0].reason: Unsupported value: "Other": supported values: "Forbidden", "Invalid", "RequestEntityTooLarge"',
        'spec.auditAnnotations[0].key: Invalid value: "p.example.com/": name part must be non-empty',
        "spec.auditAnnotations[0].key: Invalid value: \"p.example.com/\": name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')",
        'spec.auditAnnotations[0].valueExpression: Invalid value: "1": must evaluate to one of [string null_type] but got int',
      ],
    ],
    ['does something', { validations: null }, [`spec.validations: ${NOTHING}`, `spec.auditAnnotations: ${NOTHING}`]],
    ['matches something', { matchConstraints: null }, ['spec.matchConstraints: Required value']],
    [
      'matches by rules',
      { matchConstraints: { resourceRules: [] } },
      ['spec.matchConstraints.resourceRules: Required value'],
    ],
    [
      'names an object once',
      { matchConstraints: { resourceRules: [{ ...RULE, resourceNames: ['a', 'a', 'b/c'] }] } },
      [
        'spec.matchConstraints.resourceRules[0].resourceNames[1]: Duplicate value: "a"',
        'spec.matchConstraints.resourceRules[0].resourceNames[2]: Invalid value: "b/c": may not contain \'/\'',
      ],
    ],
    [
      'takes parameters of a kind',
      { paramKind: { apiVersion: 'a/b/c', kind: '-' } },
      [
        'spec.paramKind.apiVersion: Invalid value: "a/b/c": unexpected GroupVersion string: a/b/c',
        "spec.paramKind.kind: Invalid value: \"-\": may have mixed case, but should otherwise match: a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')",
      ],
    ],
    [
      'has variables that expressions can name',
      { variables: [{ name: 'for', expression: '1' }, { name: 'a-b', expression: '1' }, { name: 'ok' }] },
      [
        'spec.variables[0].name: Invalid value: "for": name is not a valid CEL identifier',
        'spec.variables[1].name: Invalid value: "a-b": name is not a valid CEL identifier',
        'spec.variables[2].expression: Required value: expression is not specified',
      ],
    ],
    [
      'says something in one line',
      { validations: [{ expression: 'true', message: 'a\nb', messageExpression: ' ', reason: 'Because' }] },
      [
        'spec.validations[0].messageExpression: Invalid value: " ": must be non-empty if specified',
        'spec.validations[0].message: Invalid value: "a\\nb": message must not contain line breaks',
        'spec.validations[0].reason: Unsupported value: "Because": supported values: "Forbidden", "Invalid", "RequestEntityTooLarge"',
      ],
    ],
    [
      'annotates under different keys',
      annotations({ key: 'a', valueExpression: "'1'" }, { key: 'a' }),
      [
        'spec.auditAnnotations[1].valueExpression: Required value: valueExpression is not specified',
        'spec.auditAnnotations[1].key: Duplicate value: "a"',
      ],
    ],
    [
      'annotates in few words',
      annotations({ key: 'a', valueExpression: `'${'x'.repeat(5119)}'` }),
      ['spec.auditAnnotations[0].valueExpression: Required value: must not exceed 5120 bytes in length'],
    ],
    [
      'fails and matches in some way, not in none',
      { failurePolicy: '', matchConstraints: { matchPolicy: '', resourceRules: [RULE] } },
      [
        'spec.failurePolicy: Unsupported value: "": supported values: "Fail", "Ignore"',
        'spec.matchConstraints.matchPolicy: Unsupported value: "": supported values: "Equivalent", "Exact"',
      ],
    ],
    [
      'fails in a way that exists',
      { failurePolicy: 'Panic' },
      ['spec.failurePolicy: Unsupported value: "Panic": supported values: "Fail", "Ignore"'],
    ],
  ];
  for (const [what, spec, errors] of cases) it(what, () => assert.deepEqual(validating.createErrors({ spec }), errors));

  it('has defaults', () => {
    const { failurePolicy, matchConstraints } = validating.created().spec;
    assert.equal(failurePolicy, 'Fail');
    assert.deepEqual(matchConstraints, {
      matchPolicy: 'Equivalent',
      namespaceSelector: {},
      objectSelector: {},
      resourceRules: [{ ...RULE, scope: '*' }],
    });
  });

  it('is warned of something in its status', () => {
    const typeChecking = { expressionWarnings: [{ fieldRef: ' ' }] };
    const conditions = [{ type: 'A', status: 'True', reason: 'B' }];
    assert.deepEqual(validating.statusErrors({ status: { typeChecking, conditions } }), [
      'status.typeChecking.expressionWarnings[0].warning: Required value',
      'status.typeChecking.expressionWarnings[0].fieldRef: Required value',
      'status.conditions[0].lastTransitionTime: Required value: must be set',
    ]);
  });
});

describe('a mutating policy', () => {
  const cases: Cases = [
    ['is fine', {}, []],
    ['does something', { mutations: [] }, ['spec.mutations: Required value: mutations must contain at least one item']],
    ['says how often', { reinvocationPolicy: null }, ['spec.reinvocationPolicy: Required value']],
    [
      'has the patch of its type',
      { mutations: [{ patchType: 'JSONPatch', applyConfiguration: { expression: 'a' } }] },
      [
        'spec.mutations[0].jsonPatch: Required value: must be specified when patchType is JSONPatch',
        'spec.mutations[0].applyConfiguration: Invalid value: "{applyConfiguration}": must not be specified when patchType is JSONPatch',
      ],
    ],
    [
      'has an expression',
      { mutations: [{ patchType: 'ApplyConfiguration', applyConfiguration: {} }] },
      ['spec.mutations[0].applyConfiguration.expression: Required value'],
    ],
    [
      'has a type that exists',
      { mutations: [{ patchType: 'MergePatch', jsonPatch: {} }, { jsonPatch: {} }] },
      [
        'spec.mutations[0].patchType: Unsupported value: "MergePatch": supported values: "ApplyConfiguration", "JSONPatch"',
        'spec.mutations[1].patchType: Required value',
      ],
    ],
    [
      'is for what can be changed',
      { matchConstraints: { resourceRules: [{ ...RULE, operations: ['CREATE', 'DELETE'] }] } },
      [
        'spec.matchConstraints.resourceRules.operations: Unsupported value: "DELETE": supported values: "*", "CONNECT", "CREATE", "UPDATE"',
      ],
    ],
  ];
  for (const [what, spec, errors] of cases) it(what, () => assert.deepEqual(mutating.createErrors({ spec }), errors));
});

describe('a binding', () => {
  const binding = drive(validatingAdmissionPolicyBindings, {
    metadata: METADATA,
    spec: { policyName: 'p.example.com', validationActions: ['Deny'] },
  });
  const EXCLUSIVE = 'Forbidden: name and selector are mutually exclusive';
  const cases: Cases = [
    ['is fine', { paramRef: { name: 'a', parameterNotFoundAction: 'Deny' } }, []],
    ['names its policy', { policyName: null }, ['spec.policyName: Required value']],
    [
      'does something',
      { validationActions: [] },
      ['spec.validationActions: Required value: at least one validation action is required'],
    ],
    [
      'does what exists, once',
      { validationActions: ['Deny', 'Deny', 'Shout'] },
      [
        'spec.validationActions[1]: Duplicate value: "Deny"',
        'spec.validationActions[2]: Unsupported value: "Shout": supported values: "Audit", "Deny", "Warn"',
      ],
    ],
    [
      'does not say it twice',
      { validationActions: ['Deny', 'Warn'] },
      [
        'spec.validationActions: Invalid value: ["Deny","Warn"]: must not contain both Deny and Warn (repeating the same validation failure information in the API response and headers serves no purpose)',
      ],
    ],
    [
      'has parameters by name or by selector',
      { paramRef: { name: 'a', selector: {} } },
      [
        `spec.paramRef.name: ${EXCLUSIVE}`,
        `spec.paramRef.selector: ${EXCLUSIVE}`,
        'spec.paramRef.parameterNotFoundAction: Required value',
      ],
    ],
    [
      'does something where there are none',
      { paramRef: { name: 'a', parameterNotFoundAction: 'Ask' } },
      ['spec.paramRef.parameterNotFoundAction: Unsupported value: "Ask": supported values: "Deny", "Allow"'],
    ],
    [
      'has parameters',
      { paramRef: { parameterNotFoundAction: 'Allow' } },
      ['spec.paramRef: Required value: one of name or selector must be specified'],
    ],
  ];
  for (const [what, spec, errors] of cases) it(what, () => assert.deepEqual(binding.createErrors({ spec }), errors));

  it('of a mutating policy has no actions', () => {
    const other = drive(mutatingAdmissionPolicyBindings, { metadata: METADATA, spec: { policyName: 'p.example.com' } });
    assert.deepEqual(other.createErrors(), []);
    assert.deepEqual(other.createErrors({ spec: { policyName: '' } }), ['spec.policyName: Required value']);
    assert.deepEqual(
      other.createErrors({ spec: { matchResources: { resourceRules: [{ ...RULE, operations: ['DELETE'] }] } } }),
      [
        'spec.matchResources.resourceRules.operations: Unsupported value: "DELETE": supported values: "*", "CONNECT", "CREATE", "UPDATE"',
      ],
    );
  });
});
