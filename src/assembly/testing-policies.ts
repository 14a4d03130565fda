/** For tests: an API with policies in it, each with one binding of its own name. */
import type { TestAnswer, TestApi } from './testing.ts';

const GROUP = '/apis/admissionregistration.k8s.io/v1';

export interface TestPolicy {
  readonly name?: string;
  /** Default: configmaps that are created or updated. */
  readonly match?: object;
  readonly spec: object;
  readonly binding?: object;
}

const CONFIG_MAPS = {
  resourceRules: [
    { operations: ['CREATE', 'UPDATE'], apiGroups: [''], apiVersions: ['v1'], resources: ['configmaps'] },
  ],
};

/** @returns the answer to the policy */
export async function addValidatingPolicy(api: TestApi, policy: TestPolicy): Promise<TestAnswer> {
  const { binding = { validationActions: ['Deny'] } } = policy;
  return add(api, 'Validating', { ...policy, binding });
}

/** @returns the answer to the policy */
export function addMutatingPolicy(api: TestApi, policy: TestPolicy): Promise<TestAnswer> {
  return add(api, 'Mutating', { ...policy, spec: { reinvocationPolicy: 'Never', ...policy.spec } });
}

async function add(api: TestApi, type: string, { name = 'p', match, spec, binding }: TestPolicy): Promise<TestAnswer> {
  const kind = `${type}AdmissionPolicy`;
  const path = `${GROUP}/${kind.toLowerCase().replace(/y$/, 'ies')}`;
  const header = { apiVersion: 'admissionregistration.k8s.io/v1', metadata: { name } };
  const answer = await api.call('POST', path, {
    ...header,
    kind,
    spec: { matchConstraints: match ?? CONFIG_MAPS, ...spec },
  });
  await api.call('POST', `${GROUP}/${kind.toLowerCase()}bindings`, {
    ...header,
    kind: `${kind}Binding`,
    spec: { policyName: name, ...binding },
  });
  return answer;
}
