import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { admit, attributesOf, type TestWrite } from '../../testing.ts';
import { ServiceAccount } from './service-account.ts';

const MOUNT_PATH = '/var/run/secrets/kubernetes.io/serviceaccount';
const account = (more: object = {}, name = 'default') =>
  ({ metadata: { name, ...((more as any).metadata ?? {}) }, ...without(more) }) as any;
const without = ({ metadata: _, ...rest }: any) => rest;
const ENFORCED = { metadata: { annotations: { 'kubernetes.io/enforce-mountable-secrets': 'true' } } };

/** @param late comes when it is waited for */
function plugin(accounts: object[], late?: object): ServiceAccount {
  const find = (_namespace: string, name: string) => (accounts as any[]).find((each) => each.metadata.name === name);
  let count = 0;
  return new ServiceAccount({ find, appears: async () => late as any, suffix: () => `aaaa${count++}` });
}

const create = (spec: object, of: object = account(), more: Partial<TestWrite> = {}) =>
  admit(plugin([of]), { resource: 'pods', object: { spec }, ...more });
const refusal = (why: string) => `pods "x" is forbidden: ${why}`;

const MOUNT = { name: 'kube-api-access-aaaa0', readOnly: true, mountPath: MOUNT_PATH };
const VOLUME = {
  name: 'kube-api-access-aaaa0',
  projected: {
    sources: [
      { serviceAccountToken: { expirationSeconds: 3607, path: 'token' } },
      { configMap: { name: 'kube-root-ca.crt', items: [{ key: 'ca.crt', path: 'ca.crt' }] } },
      {
        downwardAPI: {
          items: [{ fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.namespace' }, path: 'namespace' }],
        },
      },
    ],
    defaultMode: 420,
  },
};

describe('the account', () => {
  it('is default where a pod names none, under both of its names', async () => {
    const { object } = await create({});
    assert.equal(object.spec.serviceAccountName, 'default');
    assert.equal(object.spec.serviceAccount, 'default');
  });

  it('is what the pod says', async () => {
    assert.equal(
      (await create({ serviceAccountName: 'robot' }, account({}, 'robot'))).object.spec.serviceAccountName,
      'robot',
    );
  });

  it('must be there', async () => {
    const { refused, code } = await create({ serviceAccountName: 'robot' });
    assert.equal(refused, refusal('error looking up service account default/robot: serviceaccount "robot" not found'));
    assert.equal(code, 403);
  });

  it('default is waited for', async () => {
    const { object, refused } = await admit(plugin([], account()), {
      resource: 'pods',
      object: { spec: { containers: [{}] } },
    });
    assert.equal(refused, undefined);
    assert.deepEqual(object.spec.volumes, [VOLUME]);
  });

  it('default that does not come refuses', async () => {
    const { refused } = await admit(plugin([]), { resource: 'pods', object: { spec: {} } });
    assert.equal(
      refused,
      refusal('error looking up service account default/default: serviceaccount "default" not found'),
    );
  });

  it('that somebody took away after the first look refuses', () => {
    assert.throws(() => plugin([]).validate(attributesOf({ resource: 'pods', object: { spec: {} } })), {
      message: refusal('no service account specified for pod default/x'),
    });
  });
});

describe('the token', () => {
  const CONTAINERS = {
    init: { initContainers: [{ name: 'c' }] },
    sidecar: { initContainers: [{ name: 'c', restartPolicy: 'Always' }] },
    regular: { containers: [{ name: 'c' }] },
  };
  for (const [kind, spec] of Object.entries(CONTAINERS)) {
    it(`is mounted into a container of the kind ${kind}`, async () => {
      const { object } = await create(spec);
      const [list] = Object.keys(spec) as [string];
      assert.deepEqual(object.spec[list][0].volumeMounts, [MOUNT]);
      assert.deepEqual(object.spec.volumes, [VOLUME]);
    });
  }

  it('leaves an ephemeral container and its pod alone, whose volumes stay as they are', async () => {
    const spec = {
      serviceAccountName: 'default',
      containers: [{ name: 'c' }],
      ephemeralContainers: [{ name: 'debug' }],
    };
    const write = { operation: 'UPDATE', resource: 'pods/ephemeralcontainers', oldObject: { spec } } as const;
    assert.deepEqual((await create(spec, account(), write)).object.spec, spec);
  });

  it('goes behind what is mounted already, and not over it', async () => {
    const own = { name: 'own', mountPath: MOUNT_PATH };
    const other = { name: 'other', mountPath: '/other' };
    const containers = [{ volumeMounts: [own] }, { volumeMounts: [other] }];
    const { object } = await create({ containers });
    assert.deepEqual(object.spec.containers, [{ volumeMounts: [own] }, { volumeMounts: [other, MOUNT] }]);
  });

  it('brings no volume when nobody mounts it', async () => {
    const { object } = await create({ containers: [{ volumeMounts: [{ name: 'own', mountPath: MOUNT_PATH }] }] });
    assert.equal(object.spec.volumes, undefined);
  });

  const AUTOMOUNT: [pod: boolean | undefined, account: boolean | undefined, isMounted: boolean][] = [
    [undefined, undefined, true],
    [undefined, true, true],
    [undefined, false, false],
    [true, false, true],
    [false, true, false],
    [false, undefined, false],
  ];
  for (const [pod, of, isMounted] of AUTOMOUNT) {
    it(`is ${isMounted ? '' : 'not '}mounted when the pod says ${pod} and the account ${of}`, async () => {
      const spec = { containers: [{}], ...(pod !== undefined && { automountServiceAccountToken: pod }) };
      const { object } = await create(spec, account(of === undefined ? {} : { automountServiceAccountToken: of }));
      assert.equal(object.spec.volumes !== undefined, isMounted);
    });
  }
});

describe('pull secrets', () => {
  const of = account({ imagePullSecrets: [{ name: 'registry' }] });
  it('are those of the account', async () => {
    assert.deepEqual((await create({}, of)).object.spec.imagePullSecrets, [{ name: 'registry' }]);
  });
  it('are those of the pod when it has some', async () => {
    const spec = { imagePullSecrets: [{ name: 'own' }] };
    assert.deepEqual((await create(spec, of)).object.spec.imagePullSecrets, [{ name: 'own' }]);
  });
});

const env = [{ name: 'PASSWORD', valueFrom: { secretKeyRef: { name: 'hidden', key: 'k' } } }];
const envFrom = [{ secretRef: { name: 'hidden' } }];

describe('CVE-2023-2727, CVE-2023-2728, CVE-2024-3177: mountable secrets of every kind of container and volume', () => {
  const KINDS = [
    ['init container', 'initContainers', {}],
    ['init container', 'initContainers', { restartPolicy: 'Always' }],
    ['container', 'containers', {}],
    ['ephemeral container', 'ephemeralContainers', {}],
  ] as const;
  const REFERENCES = [
    ['envVar PASSWORD', { env }],
    ['envFrom', { envFrom }],
  ] as const;
  for (const [kind, list, more] of KINDS) {
    for (const [by, reference] of REFERENCES) {
      const spec = { serviceAccountName: 'default', [list]: [{ name: 'c', ...more, ...reference }] };
      const isUpdate = list === 'ephemeralContainers';
      const write = isUpdate && ({ operation: 'UPDATE', resource: 'pods/ephemeralcontainers', oldObject: {} } as const);
      const want = `${kind} c with ${by} referencing secret.secretName="hidden" is not allowed because service account default does not reference that secret`;
      it(`${by} of ${list} ${JSON.stringify(more)}`, async () => {
        assert.equal((await create(spec, account(ENFORCED), { ...write })).refused, refusal(want));
        const listed = account({ ...ENFORCED, secrets: [{ name: 'hidden' }] });
        assert.equal((await create(spec, listed, { ...write })).refused, undefined);
        assert.equal((await create(spec, account(), { ...write })).refused, undefined, 'unless it is enforced');
      });
    }
  }

  const VOLUMES: [kind: string, volume: object][] = [
    ['secret', { secret: { secretName: 'hidden' } }],
    ['projected', { projected: { sources: [{ secret: { name: 'hidden' } }] } }],
    ['csi', { csi: { driver: 'd', nodePublishSecretRef: { name: 'hidden' } } }],
    ['azureFile', { azureFile: { secretName: 'hidden' } }],
  ];
  for (const [kind, volume] of VOLUMES) {
    it(`a volume of the kind ${kind}`, async () => {
      const { refused } = await create({ volumes: [{ name: 'v', ...volume }] }, account(ENFORCED));
      const want =
        'volume with secret.secretName="hidden" is not allowed because service account default does not reference that secret';
      assert.equal(refused, refusal(want));
    });
  }

  it('pull secrets', async () => {
    const { refused } = await create({ imagePullSecrets: [{ name: 'hidden' }] }, account(ENFORCED));
    const want =
      'imagePullSecrets[0].name="hidden" is not allowed because service account default does not reference that imagePullSecret';
    assert.equal(refused, refusal(want));
  });

  for (const [value, isEnforced] of [
    ['true', true],
    ['1', true],
    ['false', false],
    ['yes', false],
  ] as const) {
    it(`the annotation ${value} ${isEnforced ? 'enforces' : 'does not'}`, async () => {
      const of = account({ metadata: { annotations: { 'kubernetes.io/enforce-mountable-secrets': value } } });
      const { refused } = await create({ containers: [{ name: 'c', envFrom }] }, of);
      assert.equal(refused !== undefined, isEnforced);
    });
  }
});

describe('a mirror pod', () => {
  const CASES: [what: string, spec: object, why: string | undefined][] = [
    ['is not touched', { containers: [{ name: 'c' }] }, undefined],
    ['names no account', { serviceAccountName: 'robot' }, 'a mirror pod may not reference service accounts'],
    ...['initContainers', 'containers', 'ephemeralContainers'].flatMap((list) =>
      [{ env }, { envFrom }].map((reference): [string, object, string] => [
        `names no secret in ${Object.keys(reference)} of ${list}`,
        { [list]: [{ name: 'c', ...reference }] },
        'a mirror pod may not reference secrets',
      ]),
    ),
    ['names no pull secret', { imagePullSecrets: [{ name: 's' }] }, 'a mirror pod may not reference secrets'],
    [
      'mounts no secret',
      { volumes: [{ projected: { sources: [{ secret: { name: 's' } }] } }] },
      'a mirror pod may not reference secrets',
    ],
    [
      'mounts no token',
      { volumes: [{ projected: { sources: [{ serviceAccountToken: { path: 't' } }] } }] },
      'a mirror pod may not use ServiceAccountToken volume projections',
    ],
  ];
  for (const [what, spec, why] of CASES) {
    it(what, async () => {
      const metadata = { annotations: { 'kubernetes.io/config.mirror': 'hash' } };
      const { refused, object } = await admit(plugin([]), { resource: 'pods', object: { metadata, spec } });
      assert.equal(refused, why && refusal(why));
      assert.deepEqual(object.spec, spec);
    });
  }
});

it('nothing else is looked at', async () => {
  for (const write of [
    { resource: 'deployments.apps' },
    { resource: 'pods', operation: 'UPDATE', oldObject: {} },
    { resource: 'pods/status', operation: 'UPDATE', oldObject: {} },
  ] as const) {
    const spec = { containers: [{ name: 'c', envFrom }] };
    const { object, refused } = await admit(plugin([]), { ...write, object: { spec } });
    assert.deepEqual([refused, object.spec], [undefined, spec]);
  }
});

it('what is admitted already is not changed', () => {
  const mounts = fc.array(fc.record({ name: fc.string(), mountPath: fc.constantFrom(MOUNT_PATH, '/a') }), {
    maxLength: 2,
  });
  const containers = fc.array(fc.record({ name: fc.string(), volumeMounts: mounts }, { requiredKeys: [] }), {
    maxLength: 3,
  });
  const volumes = fc.array(fc.record({ name: fc.constantFrom('a', 'kube-api-access-x') }), { maxLength: 2 });
  const spec = fc.record({ containers, initContainers: containers, volumes }, { requiredKeys: [] });
  return fc.assert(
    fc.asyncProperty(spec, async (each) => {
      const admission = plugin([account({ imagePullSecrets: [{ name: 'registry' }] })]);
      const once = (await admit(admission, { resource: 'pods', object: { spec: each } })).object;
      assert.deepEqual((await admit(admission, { resource: 'pods', object: once })).object, once);
    }),
  );
});
