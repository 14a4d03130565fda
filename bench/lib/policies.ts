/** Policies as clusters have them: several checks each, some with variables, conditions, parameters. */
import type { TestPolicy } from '../../src/assembly/testing-policies.ts';

type Shape = Pick<TestPolicy, 'spec' | 'binding'>;

const PARAMETERS = {
  kind: 'ConfigMap',
  metadata: { name: 'policy-parameters' },
  data: { registries: 'registry.example/,mirror.example/', maxReplicas: '5', team: 'web' },
};
/** What the bindings of some refer to. */
export const POLICY_PARAMETERS = { apiVersion: 'v1', ...PARAMETERS };

const PEOPLE = { name: 'people', expression: "!request.userInfo.username.startsWith('system:')" };
const WITH_PARAMETERS = {
  validationActions: ['Deny'],
  paramRef: { name: PARAMETERS.metadata.name, namespace: 'default', parameterNotFoundAction: 'Deny' },
};
const CONTAINERS = {
  name: 'containers',
  expression: 'object.spec.containers + object.spec.?initContainers.orValue([])',
};

/** Each with the number put into a check, so that no two are the same expression. */
const SHAPES: readonly ((index: number) => Shape)[] = [
  (index) => ({
    spec: {
      variables: [{ name: 'labels', expression: 'object.metadata.?labels.orValue({})' }],
      validations: [
        { expression: "'app' in variables.labels", message: 'the label app is required' },
        { expression: "variables.labels.all(key, size(variables.labels[key]) > 0 && key != 'forbidden')" },
        { expression: `variables.labels.?tier.orValue('none') != 'tier-${index}'` },
      ],
    },
  }),
  (index) => ({
    spec: {
      matchConditions: [PEOPLE],
      variables: [CONTAINERS],
      validations: [
        { expression: "variables.containers.all(c, !c.image.endsWith(':latest'))" },
        { expression: "variables.containers.all(c, c.image.contains(':') || c.image.contains('@'))" },
        {
          expression: `variables.containers.all(c, c.name != 'reserved-${index}')`,
          messageExpression: "'reserved name in ' + object.metadata.name",
        },
      ],
    },
  }),
  () => ({
    binding: WITH_PARAMETERS,
    spec: {
      paramKind: { apiVersion: 'v1', kind: 'ConfigMap' },
      variables: [CONTAINERS, { name: 'registries', expression: "params.data.registries.split(',')" }],
      validations: [
        { expression: 'variables.containers.all(c, variables.registries.exists(r, c.image.startsWith(r)))' },
        { expression: 'size(variables.containers) <= int(params.data.maxReplicas)' },
      ],
    },
  }),
  (index) => ({
    spec: {
      validations: [
        { expression: 'object.spec.containers.all(c, has(c.resources) && has(c.resources.limits))' },
        { expression: "object.spec.containers.all(c, 'memory' in c.resources.limits)" },
        {
          expression: `object.spec.containers.all(c, quantity(c.resources.limits.memory).compareTo(quantity('${index + 1}Gi')) <= 0)`,
        },
      ],
    },
  }),
  (index) => ({
    spec: {
      matchConditions: [PEOPLE, { name: 'not-exempt', expression: `request.namespace != 'exempt-${index}'` }],
      validations: [
        {
          expression:
            'object.spec.containers.all(c, !has(c.securityContext) || !has(c.securityContext.privileged) || !c.securityContext.privileged)',
        },
        { expression: 'object.spec.?hostNetwork.orValue(false) == false' },
        { expression: 'object.spec.?hostPID.orValue(false) == false && !object.spec.?hostIPC.orValue(false)' },
      ],
    },
  }),
  (index) => ({
    spec: {
      validations: [
        { expression: `object.metadata.name.matches('^[a-z][a-z0-9-]{0,${index + 20}}$')` },
        { expression: "request.operation != 'CREATE' || size(object.metadata.name) < 63" },
      ],
    },
  }),
  (index) => ({
    binding: {
      validationActions: ['Deny', 'Audit'],
      matchResources: { namespaceSelector: { matchExpressions: [{ key: 'exempt', operator: 'DoesNotExist' }] } },
    },
    spec: {
      variables: [
        { name: 'environment', expression: "namespaceObject.metadata.labels.?environment.orValue('none')" },
        { name: 'isProduction', expression: `variables.environment == 'production-${index}'` },
      ],
      validations: [
        { expression: '!variables.isProduction || object.spec.?priorityClassName.hasValue()' },
        { expression: "variables.environment in ['none', 'test', 'staging', 'production']" },
      ],
    },
  }),
  (index) => ({
    spec: {
      validations: [
        { expression: 'oldObject == null || object.spec.serviceAccountName == oldObject.spec.serviceAccountName' },
        { expression: `object.spec.?nodeName.orValue('') == '' || '${index}' in request.userInfo.groups` },
        { expression: "object.spec.?volumes.orValue([]).all(v, !has(v.hostPath) || v.name == 'host')" },
      ],
    },
  }),
  (index) => ({
    spec: {
      validations: [
        {
          expression: `object.spec.serviceAccountName != 'admin-${index}' || authorizer.requestResource.check('use').allowed()`,
        },
        { expression: "request.userInfo.groups.exists(g, g == 'system:masters') || object.spec.schedulerName != ''" },
      ],
    },
  }),
  (index) => ({
    spec: {
      variables: [{ name: 'ports', expression: 'object.spec.containers.map(c, c.?ports.orValue([]))' }],
      validations: [
        { expression: 'variables.ports.all(ports, ports.all(p, !has(p.hostPort) || p.hostPort == 0))' },
        { expression: `variables.ports.all(ports, ports.all(p, p.containerPort != ${index + 1}))` },
        { expression: 'object.spec.containers.all(c, c.?env.orValue([]).all(e, e.name == e.name.upperAscii()))' },
      ],
      auditAnnotations: [{ key: 'images', valueExpression: "object.spec.containers.map(c, c.image).join(', ')" }],
    },
  }),
];

/** @param resource of the group "" */
export function validatingPolicy(index: number, resource: string): TestPolicy {
  return { name: `policy-${index}`, match: matching(resource), ...SHAPES[index % SHAPES.length]!(index) };
}

function matching(resource: string): object {
  const rule = { operations: ['CREATE', 'UPDATE'], apiGroups: [''], apiVersions: ['v1'], resources: [resource] };
  return { resourceRules: [rule] };
}

/** Of pods: of ten, the first adds a label, the others have a condition that pods do not meet. */
export function mutatingPolicy(index: number): TestPolicy {
  const expression = `Object{metadata: Object.metadata{labels: {'added-${index}': object.metadata.name}}}`;
  const unlabelled = { name: 'unlabelled', expression: `!('app' in object.metadata.labels) && '${index}' != ''` };
  return {
    name: `policy-${index}`,
    match: matching('pods'),
    spec: {
      ...(index % 10 > 0 && { matchConditions: [PEOPLE, unlabelled] }),
      mutations: [{ patchType: 'ApplyConfiguration', applyConfiguration: { expression } }],
    },
  };
}

const RESOURCES = { requests: { cpu: '100m', memory: '64Mi' }, limits: { cpu: '1', memory: '128Mi' } };

/** A pod that all of them let pass. */
export function podUnderPolicies(name: string): object {
  const env = [{ name: 'VERSION', value: '1' }];
  const ports = [{ name: 'http', containerPort: 8080, protocol: 'TCP' }];
  const containers = ['web', 'proxy'].map((container) => ({
    name: container,
    image: `registry.example/${container}:1.2.3`,
    env,
    ...(container === 'web' && { ports }),
    resources: RESOURCES,
    securityContext: { privileged: false, allowPrivilegeEscalation: false },
  }));
  const labels = { app: 'web', tier: 'front', 'app.kubernetes.io/name': 'web' };
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, labels },
    spec: { serviceAccountName: 'default', containers },
  };
}
