import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AuditEvent } from '../event.ts';
import { PermissionsUsed } from './permissions.ts';

/** `get deployments.apps/web -n shop`, or `get /metrics` */
function event(text: string): AuditEvent {
  const [verb = '', target = '', , namespace] = text.split(' ');
  const [, resource, apiGroup, subresource, name] =
    /^([^./:]+)(?:\.([^/:]+))?(?::([^/]+))?(?:\/(.+))?$/.exec(target) ?? [];
  const fields = { resource, apiGroup, subresource, name, namespace };
  const objectRef = Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
  const isPath = target.startsWith('/');
  return { verb, requestURI: isPath ? target : '/apis', ...(!isPath && { objectRef }) } as unknown as AuditEvent;
}

function rulesFor(...texts: string[]) {
  const used = new PermissionsUsed();
  for (const text of texts) used.add(event(text));
  return used
    .rules()
    .map(({ namespace, rules }) => [
      namespace,
      ...rules.map(({ verbs = [], resources = [], nonResourceURLs = [], resourceNames = [], apiGroups = [] }) =>
        [verbs, apiGroups.filter(Boolean), [...resources, ...nonResourceURLs], resourceNames]
          .map((part) => (part ?? []).join())
          .join(' '),
      ),
    ]);
}

const cases: [string, string[], string[][]][] = [
  ['one object by name', ['get configmaps/a -n shop'], [['shop', 'get  configmaps a']]],
  ['two verbs are one rule', ['get configmaps/a -n x', 'patch configmaps/a -n x'], [['x', 'get,patch  configmaps a']]],
  ['a list needs no names', ['list configmaps -n x', 'get configmaps/a -n x'], [['x', 'get,list  configmaps ']]],
  [
    'what is made is named anew',
    ['create jobs.batch/a -n x', 'delete jobs.batch/a -n x'],
    [['x', 'create,delete batch jobs ']],
  ],
  ['many names are none', ['1', '2', '3', '4', '5', '6'].map((n) => `get secrets/${n} -n x`), [['x', 'get  secrets ']]],
  ['pods are named by others', ['get pods:log/web-1 -n x', 'get pods/web-1 -n x'], [['x', 'get  pods,pods/log ']]],
  ['other resources, the same verbs', ['list a -n x', 'list b -n x'], [['x', 'list  a,b ']]],
  ['the whole cluster covers a namespace', ['list a', 'list a -n x'], [['', 'list  a ']]],
  [
    'one name in the cluster does not',
    ['get nodes/a', 'get nodes/a -n x'],
    [
      ['', 'get  nodes a'],
      ['x', 'get  nodes a'],
    ],
  ],
  ['paths', ['get /metrics', 'get /logs?x=1'], [['', 'get  /logs,/metrics ']]],
  ['what everybody may', ['get /api/v1', 'get /version', 'create selfsubjectrulesreviews.authorization.k8s.io'], []],
];
for (const [what, requests, expected] of cases) {
  test(what, () => assert.deepEqual(rulesFor(...requests), expected));
}

test('acting as another is a permission on the other', () => {
  const used = new PermissionsUsed();
  used.addImpersonation({ username: 'jane', groups: ['dev', 'system:authenticated'] });
  used.addImpersonation({ username: 'system:serviceaccount:ci:robot', groups: [] });
  assert.deepEqual(used.rules(), [
    {
      namespace: '',
      rules: [
        { apiGroups: [''], resources: ['users'], resourceNames: ['jane'], verbs: ['impersonate'] },
        { apiGroups: [''], resources: ['groups'], resourceNames: ['dev'], verbs: ['impersonate'] },
      ],
    },
    {
      namespace: 'ci',
      rules: [{ apiGroups: [''], resources: ['serviceaccounts'], resourceNames: ['robot'], verbs: ['impersonate'] }],
    },
  ]);
});
