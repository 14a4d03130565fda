import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { PodSecurityPolicySpec, PodSecurityPolicy as Policy } from '../../../api/pod-security-policy.ts';
import type { UserInfo } from '../../../request/user-info.ts';
import { admit, attributesOf, type TestWrite } from '../../testing.ts';
import { PodSecurityPolicy } from './pod-security-policy.ts';

const ANY = { rule: 'RunAsAny' };
const FREE: PodSecurityPolicySpec = {
  seLinux: ANY,
  runAsUser: ANY,
  supplementalGroups: ANY,
  fsGroup: ANY,
  volumes: ['*'],
};
const policy = (name: string, spec: PodSecurityPolicySpec = {}) =>
  ({ metadata: { name }, spec: { ...FREE, ...spec } }) as unknown as Policy;

const strict = policy('strict', { readOnlyRootFilesystem: true });
const forcing = policy('forcing', { allowPrivilegeEscalation: false });
const free = policy('free', { privileged: true });
const POD = { spec: { serviceAccountName: 'app', containers: [{ name: 'c', image: 'i' }] } };
const PRIVILEGED = { spec: { containers: [{ name: 'c', securityContext: { privileged: true } }] } };
const NOT_ALLOWED =
  'spec.containers[0].securityContext.privileged: Invalid value: true: Privileged containers are not allowed';
const nothing = (told = '') => `pods "x" is forbidden: unable to validate against any pod security policy: [${told}]`;

/** @param grants `<user> <namespace> <policy>` */
function plugin(policies: readonly Policy[], ...grants: string[]): PodSecurityPolicy {
  return new PodSecurityPolicy({
    listPolicies: () => policies,
    mayUse: (user: UserInfo, namespace, name) => grants.includes(`${user.name} ${namespace} ${name}`),
    accountUser: (namespace, name) => ({ name: `sa:${namespace}:${name}`, groups: [] }),
  });
}

const create = (object: object): TestWrite => ({ resource: 'pods', object });

describe('a policy is chosen', () => {
  const CASES: readonly (readonly [string, PodSecurityPolicy, object, string | undefined, string?])[] = [
    [
      'none without policies',
      plugin([]),
      POD,
      undefined,
      'pods "x" is forbidden: no providers available to validate pod request',
    ],
    ['none that nobody may use', plugin([free]), POD, undefined, nothing()],
    ['none of another namespace', plugin([free], 'someone other free'), POD, undefined, nothing()],
    ['by the user', plugin([free], 'someone default free'), POD, 'free'],
    ['by the service account', plugin([free], 'sa:default:app default free'), POD, 'free'],
    ['none by another service account', plugin([free], 'sa:default:other default free'), POD, undefined, nothing()],
    [
      'one that changes nothing before one that does',
      plugin([strict, forcing, free], 'someone default free', 'someone default strict', 'someone default forcing'),
      POD,
      'free',
    ],
    [
      'by name among those that change something',
      plugin([strict, forcing], 'someone default strict', 'someone default forcing'),
      POD,
      'forcing',
    ],
    ['only one that may be used', plugin([forcing, strict], 'someone default strict'), POD, 'strict'],
    [
      'that allows what is asked for',
      plugin([forcing, strict, free], 'someone default strict', 'someone default free'),
      PRIVILEGED,
      'free',
    ],
    [
      'none that does not',
      plugin([strict, free], 'someone default strict'),
      PRIVILEGED,
      undefined,
      nothing(NOT_ALLOWED),
    ],
    ['none, and what others forbid is not told', plugin([strict]), PRIVILEGED, undefined, nothing()],
    [
      'none that cannot be met',
      plugin([policy('p', { fsGroup: { rule: 'MustRunAs' } })], 'someone default p'),
      POD,
      undefined,
      'pods "x" is forbidden: no providers available to validate pod request',
    ],
  ];
  for (const [what, security, object, chosen, refusal] of CASES) {
    it(what, async () => {
      const { object: admitted, refused, code } = await admit(security, create(object));
      assert.equal(refused, refusal);
      if (refusal) return assert.equal(code, 403);
      assert.equal(admitted.metadata.annotations['kubernetes.io/psp'], chosen);
      const again = await admit(security, create(admitted));
      assert.deepEqual(again.object, admitted, 'admitting it again changes nothing');
    });
  }
});

it('what came behind it is validated', async () => {
  const security = plugin([strict], 'someone default strict');
  const changed = { metadata: { annotations: { 'kubernetes.io/psp': 'strict' } }, spec: PRIVILEGED.spec };
  await assert.rejects(security.validate(attributesOf(create(changed))), { message: nothing(NOT_ALLOWED) });
});

it('a lying annotation is of no use', async () => {
  const lying = { metadata: { annotations: { 'kubernetes.io/psp': 'free' } }, ...PRIVILEGED };
  const { refused } = await admit(plugin([strict, free], 'someone default strict'), create(lying));
  assert.equal(refused, nothing(NOT_ALLOWED));
});

it('audit is told which policy', async () => {
  const told: string[] = [];
  const attributes = {
    ...attributesOf(create(POD)),
    annotate: (key: string, value: string) => void told.push(`${key}=${value}`),
  };
  const security = plugin([free], 'someone default free');
  await security.admit(attributes);
  await security.validate(attributes);
  const prefix = 'podsecuritypolicy.policy.k8s.io/';
  assert.deepEqual(told, [`${prefix}admit-policy=free`, `${prefix}validate-policy=free`]);
});

describe('an update', () => {
  const security = plugin([forcing], 'someone default forcing');
  const safe = { spec: { containers: [{ name: 'c', securityContext: { allowPrivilegeEscalation: false } }] } };
  const debug = { name: 'd', securityContext: { allowPrivilegeEscalation: false } };
  const update = (object: object, oldObject: object, resource = 'pods'): TestWrite => ({
    operation: 'UPDATE',
    resource,
    object,
    oldObject,
  });
  const labelled = (pod: object) => ({ ...pod, metadata: { name: 'x', namespace: 'default', labels: { a: 'b' } } });
  const released = (pod: object) => ({ ...pod, metadata: { name: 'x', namespace: 'default', finalizers: ['f'] } });
  const bare = (pod: object) => ({ ...pod, metadata: { name: 'x', namespace: 'default' } });
  const CASES: readonly (readonly [string, TestWrite, string | undefined])[] = [
    ['of a pod that a policy admits', update(labelled(safe), safe), undefined],
    ['of one that none admits as it is', update(labelled(PRIVILEGED), PRIVILEGED), nothing(NOT_ALLOWED)],
    ['does not fill in what is missing', update(labelled(POD), POD), nothing()],
    ['of finalizers alone', update(released(PRIVILEGED), bare(PRIVILEGED)), undefined],
    ['of the status', update(labelled(PRIVILEGED), PRIVILEGED, 'pods/status'), undefined],
    [
      'that adds a container for debugging',
      update({ spec: { ...safe.spec, ephemeralContainers: [debug] } }, safe, 'pods/ephemeralcontainers'),
      undefined,
    ],
    [
      'that adds a privileged one',
      update(
        {
          spec: {
            ...safe.spec,
            ephemeralContainers: [{ ...debug, securityContext: { ...debug.securityContext, privileged: true } }],
          },
        },
        safe,
        'pods/ephemeralcontainers',
      ),
      nothing(
        'spec.ephemeralContainers[0].securityContext.privileged: Invalid value: true: Privileged containers are not allowed',
      ),
    ],
  ];
  for (const [what, write, refusal] of CASES) {
    it(what, async () => assert.equal((await admit(security, write)).refused, refusal));
  }
});

it('workloads are none of its business', async () => {
  const { refused } = await admit(plugin([]), {
    resource: 'deployments.apps',
    object: { spec: { template: PRIVILEGED } },
  });
  assert.equal(refused, undefined);
});
