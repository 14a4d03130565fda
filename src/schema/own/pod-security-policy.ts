/** PodSecurityPolicy (policy/v1beta1): the typed models of Kubernetes 1.36 have it no longer. */
import { type OwnField, type OwnModel, ownTypeMeta } from './model.ts';

const model = (kind: string) => `V1beta1${kind}`;
const list = (type: string) => `Array<${type}>`;
const text = (description: string): OwnField => ({ type: 'string', description });
const flag = (description: string): OwnField => ({ type: 'boolean', description });
const texts = (description: string): OwnField => ({ type: list('string'), description });
const required = (field: OwnField): OwnField => ({ ...field, required: true });

function former(kind: string, description: string, fields: Readonly<Record<string, OwnField>>): OwnModel {
  return { model: model(kind), definition: `io.k8s.api.policy.v1beta1.${kind}`, description, fields };
}

function rangeStrategy(kind: string, what: string): OwnModel {
  return former(kind, `${kind} says which ${what} containers may have.`, {
    rule: text(`rule is MustRunAs, RunAsAny, or what else there is for ${what}.`),
    ranges: { type: list(model('IDRange')), description: `ranges are of the ${what} that are allowed by MustRunAs.` },
  });
}

function idRange(kind: string, format: string): OwnModel {
  const end = (description: string): OwnField => ({ type: 'number', format, required: true, description });
  return former(kind, `${kind} is a range, its ends included.`, {
    min: end('min is the start of the range.'),
    max: end('max is the end of the range.'),
  });
}

export const POD_SECURITY_POLICY: readonly OwnModel[] = [
  former(
    'PodSecurityPolicy',
    'PodSecurityPolicy governs the security of pods: those who may use it may create pods that keep to it. Deprecated, and without effect unless the admission plugin PodSecurityPolicy is enabled: namespaces choose a level of the Pod Security Standards instead.',
    {
      ...ownTypeMeta,
      metadata: { type: 'V1ObjectMeta', description: '' },
      spec: { type: model('PodSecurityPolicySpec'), description: 'spec defines the policy.' },
    },
  ),
  former('PodSecurityPolicyList', 'PodSecurityPolicyList is a list of policies.', {
    ...ownTypeMeta,
    items: { type: list(model('PodSecurityPolicy')), required: true, description: 'items are the policies.' },
    metadata: { type: 'V1ListMeta', description: 'metadata is the metadata of the list.' },
  }),
  former('PodSecurityPolicySpec', 'PodSecurityPolicySpec says what pods may ask for, and what they get by default.', {
    privileged: flag('privileged says whether containers may be privileged.'),
    defaultAddCapabilities: texts('defaultAddCapabilities are added to containers that do not drop them.'),
    requiredDropCapabilities: texts('requiredDropCapabilities are dropped from every container.'),
    allowedCapabilities: texts('allowedCapabilities may be added by containers; "*" allows all.'),
    volumes: texts('volumes are the types of volumes that may be used; "*" allows all.'),
    hostNetwork: flag("hostNetwork says whether pods may use the node's network."),
    hostPorts: {
      type: list(model('HostPortRange')),
      description: 'hostPorts are the ports of nodes that may be used.',
    },
    hostPID: flag("hostPID says whether pods may see the node's processes."),
    hostIPC: flag("hostIPC says whether pods may use the node's inter-process communication."),
    seLinux: required({ type: model('SELinuxStrategyOptions'), description: 'seLinux rules the SELinux labels.' }),
    runAsUser: required({ type: model('RunAsUserStrategyOptions'), description: 'runAsUser rules the user.' }),
    runAsGroup: { type: model('RunAsGroupStrategyOptions'), description: 'runAsGroup rules the primary group.' },
    supplementalGroups: required({
      type: model('SupplementalGroupsStrategyOptions'),
      description: 'supplementalGroups rules the further groups.',
    }),
    fsGroup: required({ type: model('FSGroupStrategyOptions'), description: 'fsGroup rules the group of volumes.' }),
    readOnlyRootFilesystem: flag('readOnlyRootFilesystem demands that no container can write its root file system.'),
    defaultAllowPrivilegeEscalation: flag(
      'defaultAllowPrivilegeEscalation is for containers that do not say whether they may gain privileges.',
    ),
    allowPrivilegeEscalation: flag(
      'allowPrivilegeEscalation says whether containers may gain privileges. Default: true.',
    ),
    allowedHostPaths: {
      type: list(model('AllowedHostPath')),
      description: 'allowedHostPaths are the paths of nodes that may be mounted. Empty: all.',
    },
    allowedFlexVolumes: {
      type: list(model('AllowedFlexVolume')),
      description: 'allowedFlexVolumes are the drivers that may be used. Empty: all.',
    },
    allowedCSIDrivers: {
      type: list(model('AllowedCSIDriver')),
      description: 'allowedCSIDrivers are the drivers that inline volumes may use. Empty: all.',
    },
    allowedUnsafeSysctls: texts('allowedUnsafeSysctls may be set beside the safe ones; each may end in "*".'),
    forbiddenSysctls: texts('forbiddenSysctls may not be set; each may end in "*".'),
    allowedProcMountTypes: texts('allowedProcMountTypes are the ways to mount /proc. Empty: Default alone.'),
    runtimeClass: { type: model('RuntimeClassStrategyOptions'), description: 'runtimeClass rules the runtime class.' },
  }),
  idRange('IDRange', 'int64'),
  idRange('HostPortRange', 'int32'),
  rangeStrategy('RunAsUserStrategyOptions', 'users'),
  rangeStrategy('RunAsGroupStrategyOptions', 'primary groups'),
  rangeStrategy('SupplementalGroupsStrategyOptions', 'further groups'),
  rangeStrategy('FSGroupStrategyOptions', 'groups of volumes'),
  former('SELinuxStrategyOptions', 'SELinuxStrategyOptions says which SELinux labels containers may have.', {
    rule: required(text('rule is MustRunAs or RunAsAny.')),
    seLinuxOptions: { type: 'V1SELinuxOptions', description: 'seLinuxOptions are what MustRunAs demands.' },
  }),
  former('AllowedHostPath', 'AllowedHostPath is a path of nodes, with all that is below it.', {
    pathPrefix: text('pathPrefix is matched by whole segments: /foo allows /foo and /foo/bar, not /food.'),
    readOnly: flag('readOnly demands that it is mounted so.'),
  }),
  former('AllowedFlexVolume', 'AllowedFlexVolume is a driver.', { driver: required(text('driver is its name.')) }),
  former('AllowedCSIDriver', 'AllowedCSIDriver is a driver.', { name: required(text('name is its registered name.')) }),
  former('RuntimeClassStrategyOptions', 'RuntimeClassStrategyOptions says which runtime classes pods may have.', {
    allowedRuntimeClassNames: required(texts('allowedRuntimeClassNames may be named by pods; "*" allows all.')),
    defaultRuntimeClassName: text('defaultRuntimeClassName is for pods that name none.'),
  }),
];
