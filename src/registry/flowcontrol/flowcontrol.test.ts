import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Change, drive } from '../testing.ts';
import { flowSchemas } from './flowschemas.ts';
import { MANDATORY_FLOW_SCHEMAS, MANDATORY_PRIORITY_LEVELS } from './mandatory.ts';
import { priorityLevelConfigurations } from './prioritylevelconfigurations.ts';

const SUBJECT = { kind: 'User', user: { name: 'ann' } };
const RESOURCES = { verbs: ['get'], apiGroups: [''], resources: ['pods'], namespaces: ['default'] };
const URLS = { verbs: ['*'], nonResourceURLs: ['/healthz', '/debug/*', '/'] };
const schemas = drive(flowSchemas, {
  apiVersion: 'flowcontrol.apiserver.k8s.io/v1',
  kind: 'FlowSchema',
  metadata: { name: 'f', resourceVersion: '1' },
  spec: {
    priorityLevelConfiguration: { name: 'p' },
    rules: [{ subjects: [SUBJECT], resourceRules: [RESOURCES], nonResourceRules: [URLS] }],
  },
});

const withSubject = (subject: object): Change => ({ rules: [{ subjects: [subject], nonResourceRules: [URLS] }] });
const withResources = (rule: object): Change => ({
  rules: [{ subjects: [SUBJECT], resourceRules: [{ ...RESOURCES, ...rule }] }],
});
const withUrls = (...urls: string[]): Change => ({
  rules: [{ subjects: [SUBJECT], nonResourceRules: [{ verbs: ['get'], nonResourceURLs: urls }] }],
});

describe('a flow schema', () => {
  const VERBS = '"create", "delete", "deletecollection", "get", "list", "patch", "proxy", "update", "watch"';
  const rule = 'spec.rules[0]';
  const cases: readonly (readonly [what: string, spec: Change, errors: string[]])[] = [
    ['is fine', { distinguisherMethod: { type: 'ByUser' } }, []],
    [
      'has a precedence above 0',
      { matchingPrecedence: -1 },
      ['spec.matchingPrecedence: Invalid value: -1: must be a positive value'],
    ],
    [
      'has one up to 10000',
      { matchingPrecedence: 10_001 },
      ['spec.matchingPrecedence: Invalid value: 10001: must not be greater than 10000'],
    ],
    [
      'leaves the first to the exempt',
      { matchingPrecedence: 1 },
      ["spec.matchingPrecedence: Invalid value: 1: only the schema named 'exempt' may have matchingPrecedence 1"],
    ],
    [
      'tells flows apart in a way that exists',
      { distinguisherMethod: { type: 'ByLuck' } },
      [
        'spec.distinguisherMethod.type: Unsupported value: {"Type":"ByLuck"}: supported values: "ByNamespace", "ByUser"',
      ],
    ],
    [
      'names a level',
      { priorityLevelConfiguration: null },
      ['spec.priorityLevelConfiguration.name: Required value: must reference a priority level'],
    ],
    [
      'has rules with something in them',
      { rules: [{}] },
      [
        `${rule}.subjects: Required value: subjects must contain at least one value`,
        `${rule}: Required value: at least one of resourceRules and nonResourceRules has to be non-empty`,
      ],
    ],
    [
      'knows the kinds of subjects',
      withSubject({ kind: 'Robot' }),
      [`${rule}.subjects[0].kind: Unsupported value: "Robot": supported values: "Group", "ServiceAccount", "User"`],
    ],
    [
      'has subjects of one kind each',
      withSubject({ kind: 'User', group: { name: 'g' } }),
      [
        `${rule}.subjects[0].user: Required value: user is required when subject kind is 'User'`,
        `${rule}.subjects[0].group: Forbidden: group is forbidden when subject kind is not 'Group'`,
      ],
    ],
    [
      'takes any account of a namespace',
      withSubject({ kind: 'ServiceAccount', serviceAccount: { name: '*', namespace: 'n' } }),
      [],
    ],
    [
      'needs the namespace of an account',
      withSubject({ kind: 'ServiceAccount', serviceAccount: { name: 'a' } }),
      [`${rule}.subjects[0].serviceAccount.namespace: Required value: must specify namespace for service account`],
    ],
    [
      'knows the verbs',
      withResources({ verbs: ['bind'] }),
      [`${rule}.resourceRules[0].verbs: Unsupported value: ["bind"]: supported values: ${VERBS}`],
    ],
    [
      'has nothing beside everything',
      withResources({ verbs: ['*', 'get'], namespaces: ['*', 'n'] }),
      [
        `${rule}.resourceRules[0].verbs: Invalid value: ["*","get"]: if '*' is present, must not specify other verbs`,
        `${rule}.resourceRules[0].namespaces: Invalid value: ["*","n"]: if '*' is present, must not specify other namespaces`,
      ],
    ],
    [
      'says where its resources are',
      withResources({ namespaces: [] }),
      [
        `${rule}.resourceRules[0].namespaces: Required value: resource rules that are not cluster scoped must supply at least one namespace`,
      ],
    ],
    ['may be for the cluster', withResources({ namespaces: [], clusterScope: true }), []],
    [
      'has paths that are paths',
      withUrls('a', '/a b', '//a', '/a*', '/*/a'),
      [
        `${rule}.nonResourceRules[0].nonResourceURLs[0]: Invalid value: "a": must start with slash`,
        `${rule}.nonResourceRules[0].nonResourceURLs[1]: Invalid value: "/a b": must not contain white-space`,
        `${rule}.nonResourceRules[0].nonResourceURLs[2]: Invalid value: "//a": must not contain double slash`,
        `${rule}.nonResourceRules[0].nonResourceURLs[3]: Invalid value: "/a*": wildcard can only do suffix matching`,
        `${rule}.nonResourceRules[0].nonResourceURLs[4]: Invalid value: "/*/a": wildcard can only do suffix matching`,
      ],
    ],
  ];
  for (const [what, spec, errors] of cases) {
    it(what, () => assert.deepEqual(schemas.createErrors({ spec }), errors));
  }

  it('has precedence 1000 unless it says otherwise', () => {
    assert.equal(schemas.created().spec.matchingPrecedence, 1000);
  });

  it('has conditions of different types', () => {
    const conditions = [{ type: 'A' }, { type: 'A' }, {}];
    assert.deepEqual(schemas.statusErrors({ status: { conditions } }), [
      'status.conditions[1].type: Duplicate value: "A"',
      'status.conditions[2].type: Required value: must not be empty',
    ]);
  });
});

describe('a priority level', () => {
  const levels = drive(priorityLevelConfigurations, {
    apiVersion: 'flowcontrol.apiserver.k8s.io/v1',
    kind: 'PriorityLevelConfiguration',
    metadata: { name: 'p', resourceVersion: '1' },
    spec: { type: 'Limited', limited: { limitResponse: { type: 'Queue', queuing: {} } } },
  });
  const queuing = (values: object): Change => ({ limited: { limitResponse: { queuing: values } } });
  const at = 'spec.limited.limitResponse.queuing';
  const cases: readonly (readonly [what: string, spec: Change, errors: string[]])[] = [
    ['is fine', {}, []],
    ['may have no share', { limited: { nominalConcurrencyShares: 0 } }, []],
    [
      'has no negative share',
      { limited: { nominalConcurrencyShares: -1 } },
      ['spec.limited.nominalConcurrencyShares: Invalid value: -1: must be a non-negative integer'],
    ],
    [
      'lends up to all of it',
      { limited: { lendablePercent: 101, borrowingLimitPercent: -1 } },
      [
        'spec.limited.lendablePercent: Invalid value: 101: must be between 0 and 100, inclusive',
        'spec.limited.borrowingLimitPercent: Invalid value: -1: if specified, must be a non-negative integer',
      ],
    ],
    [
      'is exempt in name and in type',
      { type: 'Exempt', limited: null },
      ["spec.type: Invalid value: \"Exempt\": type must be 'Exempt' if and only if name is 'exempt'"],
    ],
    ['says its limits', { limited: null }, ['spec.limited: Required value: must not be empty when type is Limited']],
    [
      'queues only if it queues',
      { limited: { limitResponse: { type: 'Reject' } } },
      [`${at}: Forbidden: must be nil if limited.limitResponse.type is not Limited`],
    ],
    [
      'has queues',
      queuing({ queues: -1, handSize: -1, queueLengthLimit: -1 }),
      [
        `${at}.queueLengthLimit: Invalid value: -1: must be positive`,
        `${at}.queues: Invalid value: -1: must be positive`,
        `${at}.handSize: Invalid value: -1: must be positive`,
      ],
    ],
    [
      'deals no more than it has',
      queuing({ queues: 4, handSize: 5 }),
      [`${at}.handSize: Invalid value: 5: should not be greater than queues (4)`],
    ],
    [
      'deals no more than a hash has bits for',
      queuing({ queues: 128, handSize: 9 }),
      [
        `${at}.handSize: Invalid value: 9: required entropy bits of deckSize 128 and handSize 9 should not be greater than 60`,
      ],
    ],
  ];
  for (const [what, spec, errors] of cases) {
    it(what, () => assert.deepEqual(levels.createErrors({ spec }), errors));
  }

  it('has no annotation of old forms', () => {
    const key = 'flowcontrol.k8s.io/v1beta3-preserve-zero-concurrency-shares';
    assert.deepEqual(levels.createErrors({ metadata: { annotations: { [key]: '' } } }), [
      `metadata.annotations: Forbidden: annotation '${key}' is forbidden`,
    ]);
  });

  it('has a share, and queues of a size, unless it says otherwise', () => {
    assert.deepEqual(levels.created().spec.limited, {
      nominalConcurrencyShares: 30,
      lendablePercent: 0,
      limitResponse: { type: 'Queue', queuing: { handSize: 8, queues: 64, queueLengthLimit: 50 } },
    });
  });
});

describe('what every cluster has', () => {
  for (const [resource, mandatory] of [
    [flowSchemas, MANDATORY_FLOW_SCHEMAS],
    [priorityLevelConfigurations, MANDATORY_PRIORITY_LEVELS],
  ] as const) {
    for (const [name, spec] of mandatory) {
      const driver = drive(resource, { apiVersion: 'v1', kind: resource.kind, metadata: { name }, spec });
      it(`${name} of ${resource.name} is valid`, () => assert.deepEqual(driver.createErrors(), []));
    }
  }

  it('may not be changed', () => {
    const spec = structuredClone(MANDATORY_FLOW_SCHEMAS.get('catch-all')!);
    const driver = drive(flowSchemas, { apiVersion: 'v1', kind: 'FlowSchema', metadata: { name: 'catch-all' }, spec });
    const rules = [
      {
        subjects: [{ kind: 'ServiceAccount', serviceAccount: { name: 'a', namespace: 'n' } }, SUBJECT],
        resourceRules: [RESOURCES],
        nonResourceRules: [{ verbs: ['*'], nonResourceURLs: ['*'] }],
      },
    ];
    const shown = [
      '{"PriorityLevelConfiguration":{"Name":"catch-all"},"MatchingPrecedence":9999,"DistinguisherMethod":null,"Rules":[{',
      '"Subjects":[{"Kind":"ServiceAccount","User":null,"Group":null,"ServiceAccount":{"Namespace":"n","Name":"a"}},',
      '{"Kind":"User","User":{"Name":"ann"},"Group":null,"ServiceAccount":null}],',
      '"ResourceRules":[{"Verbs":["get"],"APIGroups":[""],"Resources":["pods"],"ClusterScope":false,"Namespaces":["default"]}],',
      '"NonResourceRules":[{"Verbs":["*"],"NonResourceURLs":["*"]}]}]}',
    ];
    assert.deepEqual(driver.createErrors({ spec: { matchingPrecedence: 9999, distinguisherMethod: null, rules } }), [
      `spec: Invalid value: ${shown.join('')}: spec of 'catch-all' must equal the fixed value`,
    ]);
  });

  it('nor may its level', () => {
    const spec = structuredClone(MANDATORY_PRIORITY_LEVELS.get('catch-all')!);
    const levels = { apiVersion: 'v1', kind: 'PriorityLevelConfiguration', metadata: { name: 'catch-all' }, spec };
    const limited = { borrowingLimitPercent: 1, limitResponse: { type: 'Queue', queuing: {} } };
    const shown = [
      '{"Type":"Limited","Limited":{"NominalConcurrencyShares":5,"LimitResponse":{"Type":"Queue",',
      '"Queuing":{"Queues":64,"HandSize":8,"QueueLengthLimit":50}},',
      '"LendablePercent":0,"BorrowingLimitPercent":1},"Exempt":null}',
    ];
    assert.deepEqual(drive(priorityLevelConfigurations, levels).createErrors({ spec: { limited } }), [
      `spec: Invalid value: ${shown.join('')}: spec of 'catch-all' must equal the fixed value`,
    ]);
  });

  it('but the exempt level may lend', () => {
    const spec = structuredClone(MANDATORY_PRIORITY_LEVELS.get('exempt')!);
    const driver = drive(priorityLevelConfigurations, {
      apiVersion: 'v1',
      kind: 'PriorityLevelConfiguration',
      metadata: { name: 'exempt' },
      spec,
    });
    assert.deepEqual(driver.createErrors({ spec: { exempt: { lendablePercent: 50 } } }), []);
    assert.deepEqual(driver.createErrors({ spec: { exempt: null } }), []);
    const [type, exempt, fixed, ...others] = driver.createErrors({ spec: { type: 'Limited', limited: {} } });
    assert.match(type ?? '', /^spec\.type: /);
    assert.match(exempt ?? '', /^spec\.exempt: /);
    assert.match(fixed ?? '', /^spec\.limited\.limitResponse\.type: /);
    const shown = [
      '{"Type":"Limited","Limited":{"NominalConcurrencyShares":30,"LimitResponse":{"Type":"","Queuing":null},',
      '"LendablePercent":0,"BorrowingLimitPercent":null},"Exempt":{"NominalConcurrencyShares":0,"LendablePercent":0}}',
    ];
    assert.deepEqual(others, [
      `spec: Invalid value: ${shown.join('')}: spec of 'exempt' except the 'spec.exempt' field must equal the fixed value`,
    ]);
  });
});
