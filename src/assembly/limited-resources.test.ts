/** ResourceQuotaConfiguration: what nobody may use without a quota (upstream's "Limit Priority Class consumption by default"). */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { openTestApi, type TestApi } from './testing.ts';

const NS = '/api/v1/namespaces/default';
const GOLD = 'gold.storageclass.storage.k8s.io/requests.storage';
const CONFIGURATION = {
  apiVersion: 'apiserver.config.k8s.io/v1',
  kind: 'ResourceQuotaConfiguration',
  limitedResources: [
    {
      resource: 'pods',
      matchContains: ['requests.cpu', 'limits.'],
      matchScopes: [{ scopeName: 'PriorityClass', operator: 'In', values: ['cluster-services', 'vip'] }],
    },
    { resource: 'persistentvolumeclaims', matchContains: ['.storageclass.storage.k8s.io/requests.storage'] },
    { apiGroup: 'apps', resource: 'deployments', matchContains: ['count/'] },
  ],
};

const pod = (spec: object = {}, resources: object = {}) => ({
  metadata: { name: 'p' },
  spec: { containers: [{ name: 'c', image: 'i', resources }], ...spec },
});
const quota = (hard: object, spec: object = {}) => ({ metadata: { name: 'q' }, spec: { hard, ...spec } });
const claim = (storageClassName: string) => ({
  metadata: { name: 'c' },
  spec: { storageClassName, accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
});
const deployment = {
  metadata: { name: 'd' },
  spec: {
    selector: { matchLabels: { a: 'b' } },
    template: { metadata: { labels: { a: 'b' } }, spec: { containers: [{ name: 'c', image: 'i' }] } },
  },
};
const vip = (operator: string, values?: readonly string[]) => ({
  scopeSelector: { matchExpressions: [{ scopeName: 'PriorityClass', operator, ...(values && { values }) }] },
});
const SCOPES = '[{PriorityClass In [cluster-services vip]}]';
const NO_SCOPE = `pods "p" is forbidden: insufficient quota to match these scopes: ${SCOPES}`;
const DEPLOYMENTS = '/apis/apps/v1/namespaces/default/deployments';

interface Case {
  readonly quota?: object;
  readonly path?: string;
  readonly object: object;
  /** Undefined: it is admitted. */
  readonly message?: string;
}

const CASES: Readonly<Record<string, Case>> = {
  'nothing that is limited': { object: pod() },
  'what is limited, without a quota': {
    object: pod({}, { requests: { cpu: '1', memory: '1Gi' }, limits: { memory: '1Gi' } }),
    message: 'pods "p" is forbidden: insufficient quota to consume: limits.memory,requests.cpu',
  },
  'what is limited, under a quota for it': {
    quota: quota({ 'requests.cpu': '2' }),
    object: pod({}, { requests: { cpu: '1' } }),
  },
  'what is limited, under a quota for something else': {
    quota: quota({ 'requests.memory': '2Gi' }),
    object: pod({}, { requests: { cpu: '1', memory: '1Gi' } }),
    message: 'pods "p" is forbidden: insufficient quota to consume: requests.cpu',
  },
  'what is limited, under a quota for other pods': {
    quota: quota({ 'requests.cpu': '2' }, { scopes: ['Terminating'] }),
    object: pod({}, { requests: { cpu: '1' } }),
    message: 'pods "p" is forbidden: insufficient quota to consume: requests.cpu',
  },
  'none of it': { object: pod({}, { requests: { cpu: '0' } }) },
  'a priority that needs a quota': { object: pod({ priorityClassName: 'vip' }), message: NO_SCOPE },
  'another priority': { object: pod({ priorityClassName: 'low' }) },
  'such a priority under a quota for it': {
    quota: quota({ pods: '1' }, vip('In', ['vip'])),
    object: pod({ priorityClassName: 'vip' }),
  },
  'such a priority under a quota for any priority': {
    quota: quota({ pods: '1' }, vip('Exists')),
    object: pod({ priorityClassName: 'vip' }),
  },
  'such a priority under a quota for another one': {
    quota: quota({ pods: '1' }, vip('In', ['low'])),
    object: pod({ priorityClassName: 'vip' }),
    message: NO_SCOPE,
  },
  'such a priority under a quota that has no scope': {
    quota: quota({ pods: '1' }),
    object: pod({ priorityClassName: 'vip' }),
    message: NO_SCOPE,
  },
  'a class of storage': {
    path: `${NS}/persistentvolumeclaims`,
    object: claim('gold'),
    message: `persistentvolumeclaims "c" is forbidden: insufficient quota to consume: ${GOLD}`,
  },
  'a class of storage under a quota for it': {
    quota: quota({ [GOLD]: '5Gi' }),
    path: `${NS}/persistentvolumeclaims`,
    object: claim('gold'),
  },
  'a class of storage under a quota for another': {
    quota: quota({ [GOLD]: '5Gi' }),
    path: `${NS}/persistentvolumeclaims`,
    object: claim('silver'),
    message: `persistentvolumeclaims "c" is forbidden: insufficient quota to consume: silver${GOLD.slice(4)}`,
  },
  'an object of a group': {
    path: DEPLOYMENTS,
    object: deployment,
    message: 'deployments.apps "d" is forbidden: insufficient quota to consume: count/deployments.apps',
  },
  'an object of a group under a quota for it': {
    quota: quota({ 'count/deployments.apps': '1' }),
    path: DEPLOYMENTS,
    object: deployment,
  },
};

async function withApi(work: (api: TestApi) => Promise<void>): Promise<void> {
  const api = await openTestApi({
    admission: ['NamespaceLifecycle', 'ResourceQuota'],
    configurations: new Map([['ResourceQuota', CONFIGURATION]]),
  });
  try {
    await work(api);
  } finally {
    await api.close();
  }
}

describe('limited resources', () => {
  for (const [what, { quota: given, path = `${NS}/pods`, object, message }] of Object.entries(CASES)) {
    test(what, () =>
      withApi(async ({ call }) => {
        if (given) await call('POST', `${NS}/resourcequotas`, given);
        const dry = await call('POST', `${path}?dryRun=All`, object);
        const { status, body } = await call('POST', path, object);
        assert.deepEqual([status, body.message], [message === undefined ? 201 : 403, message]);
        assert.deepEqual([dry.status, dry.body.message], [status, message]);
      }),
    );
  }

  test('an object that was there may change, as long as it uses no more', () =>
    withApi(async ({ call }) => {
      await call('POST', `${NS}/resourcequotas`, quota({ [GOLD]: '5Gi' }));
      await call('POST', `${NS}/persistentvolumeclaims`, claim('gold'));
      await call('DELETE', `${NS}/resourcequotas/q`);
      const patch = (body: object) =>
        call('PATCH', `${NS}/persistentvolumeclaims/c`, body, { 'content-type': 'application/merge-patch+json' });
      assert.equal((await patch({ metadata: { labels: { a: 'b' } } })).status, 200);
      const bound = { metadata: {}, spec: { volumeName: 'v' }, status: { phase: 'Bound' } };
      assert.equal((await patch(bound)).status, 200);
    }));
});
