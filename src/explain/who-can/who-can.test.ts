import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { BindingObject, PolicyRule, RoleObject, Subject } from '../../api/rbac/objects.ts';
import { RbacIndex } from '../../authorization/rbac/rbac-index.ts';
import { account, binding, group, MemoryRbac, role, user } from '../../authorization/rbac/testing.ts';
import { type Access, resourceAccess } from './access.ts';
import type { TokenSecret } from './identities.ts';
import { whoCan } from './who-can.ts';

type Objects = readonly (RoleObject | BindingObject)[];

const RBAC = 'rbac.authorization.k8s.io';
const CERTIFICATES = 'certificates.k8s.io';
const ADMISSION = 'admissionregistration.k8s.io';
const SECRETS = resourceAccess('get', 'secrets', { namespace: 'a' });

const on = (apiGroup: string, resources: string, verbs: string, ...resourceNames: string[]): PolicyRule => ({
  apiGroups: [apiGroup],
  resources: resources.split(' '),
  verbs: verbs.split(' '),
  ...(resourceNames.length > 0 && { resourceNames }),
});

/** Gives the rules to subjects in a namespace, or (empty) in the whole cluster. */
const give = (namespace: string, subject: Subject, ...rules: PolicyRule[]): Objects => {
  const name = `${subject.kind}-${subject.name}`.toLowerCase();
  return [role('', name, ...rules), binding(namespace, name, `ClusterRole/${name}`, subject)];
};

const BASE = [
  role('', 'reader', on('', 'secrets', 'get')),
  binding('a', 'readers', 'ClusterRole/reader', account('robot'), user('jane')),
];

function search(objects: Objects, access: Access = SECRETS, secrets: readonly TokenSecret[] = []) {
  return whoCan(new RbacIndex(new MemoryRbac(...objects)), access, { tokenSecrets: () => secrets });
}

/** `kind name: way, way` for everybody but those who can anyhow. */
async function ways(more: Objects, secrets?: readonly TokenSecret[]): Promise<string[]> {
  const { holders } = await search([...BASE, ...more], SECRETS, secrets);
  return holders
    .slice(3)
    .map(({ subject: { kind, name }, steps }) => `${kind} ${name}: ${steps.map(({ way }) => way).join(', ')}`);
}

type Case = readonly [what: string, objects: Objects, expected: readonly string[], secrets?: readonly TokenSecret[]];

function holds(cases: readonly Case[]): void {
  for (const [what, objects, expected, secrets] of cases) {
    test(what, async () => assert.deepEqual(await ways(objects, secrets), expected));
  }
}

const eve = user('eve');
const poor = user('poor');

describe('who can', () => {
  test('those it is granted to, and masters', async () => {
    const { holders, total } = await search(BASE);
    assert.deepEqual(
      holders.map(({ subject, steps }) => [subject.kind, subject.namespace, subject.name, steps[0]!.message]),
      [
        ['Group', undefined, 'system:masters', 'may do everything'],
        ['ServiceAccount', 'a', 'robot', 'has ClusterRole reader by RoleBinding a/readers'],
        ['User', undefined, 'jane', 'has ClusterRole reader by RoleBinding a/readers'],
      ],
    );
    assert.equal(total, 3);
  });

  test('paths, too', async () => {
    const { holders } = await search(
      [
        role('', 'metrics', { nonResourceURLs: ['/metrics'], verbs: ['get'] }),
        binding('', 'm', 'ClusterRole/metrics', eve),
        ...give(
          '',
          user('binder'),
          on(RBAC, 'clusterroles', 'bind', 'metrics'),
          on(RBAC, 'clusterrolebindings', 'create'),
        ),
      ],
      { ...resourceAccess('get', ''), isResourceRequest: false, path: '/metrics' },
    );
    assert.deepEqual(
      holders.map(({ subject, steps }) => `${subject.name}: ${steps[0]!.way}`),
      ['system:masters: Masters', 'eve: Grant', 'binder: Bind'],
    );
  });

  holds([
    ['nobody else', [], []],
    ['not in another namespace', [binding('b', 'x', 'ClusterRole/reader', user('x'))], []],
  ]);
});

describe('by impersonation', () => {
  const impersonators = (resource: string, name: string) => give('', eve, on('', resource, 'impersonate', name));
  holds([
    [
      'of a user, and of whoever may do that',
      [...impersonators('users', 'jane'), ...give('', user('mallory'), on('', 'users', 'impersonate', 'eve'))],
      ['User eve: Impersonate, Grant', 'User mallory: Impersonate, Impersonate, Grant'],
    ],
    [
      'of a service account, in its namespace',
      [
        ...give('a', eve, on('', 'serviceaccounts', 'impersonate', 'robot')),
        ...give('b', poor, on('', 'serviceaccounts', 'impersonate', 'robot')),
      ],
      ['User eve: Impersonate, Grant'],
    ],
    [
      'of masters, by who may impersonate some user beside',
      [
        ...give('', eve, on('', 'groups', 'impersonate', 'system:masters'), on('', 'users', 'impersonate', 'nobody')),
        ...give('', poor, on('', 'groups', 'impersonate')),
      ],
      ['User eve: Impersonate, Masters'],
    ],
    [
      'of a group by means of a service account',
      [
        ...give('', eve, on('', 'groups serviceaccounts', 'impersonate')),
        binding('a', 'g', 'ClusterRole/reader', group('g')),
      ],
      ['Group g: Grant', 'User eve: Impersonate, Masters'],
    ],
    [
      'not by UIDs and extras, which bindings do not look at',
      give('', poor, on('authentication.k8s.io', 'uids userextras/scopes', 'impersonate')),
      [],
    ],
  ]);
});

describe('by tokens of service accounts', () => {
  const secrets = [{ name: 'robot-token', account: 'robot' }];
  holds([
    [
      'that one can make, in their namespace only',
      [
        ...give('a', eve, on('', 'serviceaccounts/token', 'create', 'robot')),
        ...give('b', poor, on('', 'serviceaccounts/token', 'create')),
      ],
      ['User eve: CreateToken, Grant'],
    ],
    [
      'that Secrets hold',
      [
        ...give('a', eve, on('', 'secrets', 'list')),
        ...give('a', user('reader'), on('', 'secrets', 'get', 'robot-token')),
        ...give('a', poor, on('', 'secrets', 'get', 'another')),
      ],
      ['User reader: ReadToken, Grant', 'User eve: ReadToken, Grant'],
      secrets,
    ],
    ['but not those of other accounts', give('a', poor, on('', 'secrets', 'list')), [], [{ name: 'x', account: 'x' }]],
    [
      'that one can have put into a Secret and read there',
      [...give('a', eve, on('', 'secrets', 'create list')), ...give('a', poor, on('', 'secrets', 'create'))],
      ['User eve: ReadToken, Grant'],
    ],
    [
      'of any account, where all accounts of a namespace can',
      [
        binding('a', 'all', 'ClusterRole/reader', group('system:serviceaccounts:c')),
        ...give('c', eve, on('', 'serviceaccounts/token', 'create', 'one')),
      ],
      ['Group system:serviceaccounts:c: Grant', 'User eve: CreateToken, Grant'],
    ],
    [
      'of any account anywhere, where all accounts can',
      [
        binding('a', 'all', 'ClusterRole/reader', group('system:serviceaccounts')),
        ...give('d', eve, on('', 'pods', 'create')),
      ],
      ['Group system:serviceaccounts: Grant', 'User eve: RunPod, Grant'],
    ],
  ]);
});

describe('by pods', () => {
  const workloads: readonly [group: string, resources: string][] = [
    ['', 'replicationcontrollers'],
    ['apps', 'deployments daemonsets statefulsets replicasets'],
    ['batch', 'jobs cronjobs'],
  ];
  holds([
    ['that one can create', give('a', group('devs'), on('', 'pods', 'create')), ['Group devs: RunPod, Grant']],
    ['not in another namespace', give('b', poor, on('', 'pods', 'create')), []],
    ...workloads.flatMap(([apiGroup, resources]) =>
      resources
        .split(' ')
        .flatMap((resource) =>
          ['create', 'update', 'patch'].map(
            (verb): Case => [
              `that are made by ${resource}, with ${verb}`,
              give('a', eve, on(apiGroup, resource, verb)),
              ['User eve: RunPod, Grant'],
            ],
          ),
        ),
    ),
    ...(
      [
        ['pods/exec', 'create'],
        ['pods/ephemeralcontainers', 'patch'],
        ['pods', 'update'],
      ] as const
    ).map(
      ([resource, verb]): Case => [
        `that one can enter: ${verb} ${resource}`,
        give('a', eve, on('', resource, verb, 'some-pod')),
        ['User eve: EnterPod, Grant'],
      ],
    ),
    ['that one can enter by their node', give('', eve, on('', 'nodes/proxy', 'get')), ['User eve: EnterPod, Grant']],
    ['not those that one can look at', give('a', poor, on('', 'pods pods/log pods/exec', 'get list')), []],
  ]);
});

describe('by certificates', () => {
  const signers = (name: string) => on(CERTIFICATES, 'signers', 'approve', `kubernetes.io/${name}`);
  const requests = on(CERTIFICATES, 'certificatesigningrequests/approval', 'update');
  holds([
    [
      'for clients, in any name',
      give('', eve, requests, signers('kube-apiserver-client')),
      ['User eve: ApproveCertificate, Grant'],
    ],
    ['of all signers of Kubernetes', give('', eve, requests, signers('*')), ['User eve: ApproveCertificate, Grant']],
    [
      'not of those for nodes and servers',
      give('', poor, requests, signers('kubelet-serving'), signers('kube-apiserver-client-kubelet')),
      [],
    ],
    ['not by half of what it needs', [...give('', poor, requests), ...give('', user('other'), signers('*'))], []],
  ]);

  test('not in the name of masters', async () => {
    const { holders } = await search(give('', eve, requests, signers('*')));
    assert.deepEqual(
      holders.map(({ subject }) => subject.name),
      ['system:masters'],
    );
  });

  test('of the signer for nodes, where a node can', async () => {
    const objects = [
      ...give('', eve, requests, signers('kube-apiserver-client-kubelet')),
      binding('a', 'nodes', 'ClusterRole/reader', group('system:nodes')),
    ];
    assert.deepEqual(await ways(objects), ['Group system:nodes: Grant', 'User eve: ApproveCertificate, Grant']);
  });
});

describe('by bindings', () => {
  const bind = on(RBAC, 'clusterroles', 'bind', 'reader');
  const write = (verb: string, ...names: string[]) => on(RBAC, 'rolebindings', verb, ...names);
  holds([
    [
      'that one can create: the verb bind alone is not enough',
      [
        ...give('a', eve, bind, write('create')),
        ...give('a', poor, bind),
        ...give('a', user('other'), write('create')),
      ],
      ['User eve: Bind'],
    ],
    ...['update', 'patch'].map(
      (verb): Case => [
        `of such a role that one can ${verb}`,
        [...give('a', eve, bind, write(verb, 'readers')), ...give('a', poor, bind, write(verb, 'of-another-role'))],
        ['User eve: Bind'],
      ],
    ),
    ['in another namespace', give('b', poor, bind, write('create update')), []],
    ['for the whole cluster', give('', eve, bind, on(RBAC, 'clusterrolebindings', 'create')), ['User eve: Bind']],
    [
      'of a role that makes one somebody who can',
      [
        role('', 'boss', on('', 'users', 'impersonate', 'jane')),
        ...give('', eve, on(RBAC, 'clusterroles', 'bind', 'boss'), on(RBAC, 'clusterrolebindings', 'create')),
      ],
      ['User eve: Bind, Impersonate, Grant'],
    ],
    [
      'of a role of the namespace',
      [role('a', 'own', on('', 'secrets', '*')), ...give('a', eve, on(RBAC, 'roles', 'bind', 'own'), write('create'))],
      ['User eve: Bind'],
    ],
    [
      'that need rights of a group that everybody is in',
      [...give('a', eve, bind), ...give('a', group('system:authenticated'), write('create'))],
      ['User eve: Bind'],
    ],
  ]);

  test('a binding in one namespace gives nothing in all of them', async () => {
    const objects = [...BASE, ...give('', poor, bind, write('create'))];
    const { holders } = await search(objects, resourceAccess('get', 'secrets'));
    assert.equal(holders.length, 1);
  });
});

describe('by roles', () => {
  const escalate = (verb: string) => on(RBAC, 'clusterroles', `escalate ${verb}`, 'reader');
  holds([
    ['that are bound, with update', give('', eve, escalate('update')), ['User eve: Escalate']],
    ['that are bound, with patch', give('', eve, escalate('patch')), ['User eve: Escalate']],
    ['not by the verb escalate alone', give('', poor, on(RBAC, 'clusterroles', 'escalate')), []],
    [
      'that nobody is bound to',
      [role('', 'idle'), ...give('', poor, on(RBAC, 'clusterroles', 'escalate update', 'idle'))],
      [],
    ],
    [
      'that one can make and bind',
      [
        ...give('a', eve, on(RBAC, 'roles', 'escalate create bind'), on(RBAC, 'rolebindings', 'create')),
        ...give('a', poor, on(RBAC, 'roles', 'escalate create'), on(RBAC, 'rolebindings', 'create')),
      ],
      ['User eve: Escalate'],
    ],
  ]);
});

describe('by changing what others write', () => {
  const cases: readonly [resources: string, verbs: string, can: boolean][] = [
    ['mutatingwebhookconfigurations', 'create', true],
    ['mutatingwebhookconfigurations', 'patch', true],
    ['mutatingadmissionpolicies', 'update', true],
    ['mutatingadmissionpolicies mutatingadmissionpolicybindings', 'create', true],
    ['mutatingadmissionpolicies', 'create', false],
    ['validatingwebhookconfigurations', '*', false],
  ];
  holds(
    cases.map(([resources, verbs, can]) => [
      `${verbs} ${resources}${can ? '' : ': no'}`,
      give('', eve, on(ADMISSION, resources, verbs)),
      can ? ['User eve: ChangeRequests'] : [],
    ]),
  );
});

describe('many', () => {
  const MANY = 2500;
  const users = Array.from({ length: MANY }, (_, n) => user(`u${n}`));
  const index = new RbacIndex(new MemoryRbac(...BASE, binding('a', 'many', 'ClusterRole/reader', ...users)));
  const ports = { tokenSecrets: () => [] };

  test('are told in pages, with how many they are', async () => {
    const names: (string | undefined)[] = [];
    let skip = 0;
    for (let page = 0; page < 3; page++) {
      const { holders, total, ...more } = await whoCan(index, SECRETS, ports, { skip, limit: 1_000_000 });
      names.push(...holders.map(({ subject }) => subject.name));
      assert.equal(total, MANY + 3);
      assert.equal(more.continue, page < 2 ? String(1000 * (page + 1)) : undefined);
      skip = Number(more.continue);
    }
    assert.equal(new Set(names).size, MANY + 3);
  });

  test('of whom each can become the next: ways that nobody would go are not told', async () => {
    const chain = users.map((one, n) =>
      give('', one, on('', 'users', 'impersonate', `u${n + 1}`), on('', 'groups', 'impersonate', 'g')),
    );
    const anyone = give('', group('everyone'), on('', 'users', 'impersonate'));
    const { holders, incomplete } = await search([
      ...BASE,
      ...chain.flat(),
      ...anyone,
      binding('a', 'last', 'ClusterRole/reader', user(`u${MANY}`)),
    ]);
    const steps = Math.max(...holders.map((holder) => holder.steps.length));
    assert.deepEqual([steps, incomplete], [12, true]);
  });
});
