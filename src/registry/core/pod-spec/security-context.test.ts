import { app, type SpecCase, testSpecs } from './testing/pod-cases.ts';

const CONTEXT = 'spec.containers[0].securityContext';
const ID = 'must be between 0 and 2147483647, inclusive';

const CASES: SpecCase[] = [
  [
    'a careful pod',
    (spec) => {
      spec.securityContext = {
        runAsNonRoot: true,
        runAsUser: 1000,
        fsGroup: 1000,
        fsGroupChangePolicy: 'OnRootMismatch',
        supplementalGroupsPolicy: 'Strict',
        seLinuxChangePolicy: 'Recursive',
        seccompProfile: { type: 'RuntimeDefault' },
        sysctls: [{ name: 'net.core.somaxconn', value: '1' }],
      };
      app(spec).securityContext = {
        allowPrivilegeEscalation: false,
        capabilities: { drop: ['ALL'] },
        seccompProfile: { type: 'Localhost', localhostProfile: 'p.json' },
        appArmorProfile: { type: 'Localhost', localhostProfile: 'p' },
      };
    },
  ],
  [
    'ids',
    (spec) => {
      spec.securityContext = { runAsUser: -1, runAsGroup: 2 ** 31, fsGroup: -5, supplementalGroups: [1, -2] };
      app(spec).securityContext = { runAsUser: -1, runAsGroup: -1 };
    },
    `${CONTEXT}.runAsUser: Invalid value: -1: ${ID}`,
    `${CONTEXT}.runAsGroup: Invalid value: -1: ${ID}`,
    `spec.securityContext.fsGroup: Invalid value: -5: ${ID}`,
    `spec.securityContext.runAsUser: Invalid value: -1: ${ID}`,
    `spec.securityContext.runAsGroup: Invalid value: 2147483648: ${ID}`,
    `spec.securityContext.supplementalGroups[1]: Invalid value: -2: ${ID}`,
  ],
  [
    'policies',
    (spec) => {
      spec.securityContext = { fsGroupChangePolicy: 'x', supplementalGroupsPolicy: 'y', seLinuxChangePolicy: 'z' };
    },
    'spec.securityContext.fsGroupChangePolicy: Unsupported value: "x": supported values: "Always", "OnRootMismatch"',
    'spec.securityContext.supplementalGroupsPolicy: Unsupported value: "y": supported values: "Merge", "Strict"',
    'spec.securityContext.seLinuxChangePolicy: Unsupported value: "z": supported values: "MountOption", "Recursive"',
  ],
  [
    'no escalation, but privileges',
    (spec) => {
      app(spec).securityContext = { allowPrivilegeEscalation: false, privileged: true };
    },
    `${CONTEXT}: Invalid value: {"allowPrivilegeEscalation":false,"privileged":true}: cannot set \`allowPrivilegeEscalation\` to false and \`privileged\` to true`,
  ],
  [
    'no escalation, but CAP_SYS_ADMIN',
    (spec) => {
      app(spec).securityContext = { allowPrivilegeEscalation: false, capabilities: { add: ['CAP_SYS_ADMIN'] } };
    },
    `${CONTEXT}: Invalid value: {"allowPrivilegeEscalation":false,"capabilities":{"add":["CAP_SYS_ADMIN"]}}: cannot set \`allowPrivilegeEscalation\` to false and \`capabilities.Add\` CAP_SYS_ADMIN`,
  ],
  [
    'an unmasked /proc needs a user namespace',
    (spec) => {
      app(spec).securityContext = { procMount: 'Unmasked' };
    },
    `${CONTEXT}.procMount: Invalid value: "Unmasked": \`hostUsers\` must be false to use \`Unmasked\``,
  ],
  [
    'an unmasked /proc in a user namespace',
    (spec) => {
      spec.hostUsers = false;
      app(spec).securityContext = { procMount: 'Unmasked' };
    },
  ],
  [
    'a user namespace is shared with no other of the node',
    (spec) => {
      Object.assign(spec, { hostUsers: false, hostNetwork: true, hostPID: true, hostIPC: true });
      app(spec).volumeDevices = [{ name: 'disk', devicePath: '/dev/x' }];
    },
    'spec.hostNetwork: Forbidden: when `hostUsers` is false',
    'spec.HostPID: Forbidden: when `hostUsers` is false',
    'spec.HostIPC: Forbidden: when `hostUsers` is false',
    'spec.containers[0].volumeDevices: Forbidden: when `hostUsers` is false',
  ],
  [
    'processes are shared in the pod or with the node',
    (spec) => {
      Object.assign(spec, { hostPID: true, shareProcessNamespace: true });
    },
    'spec.securityContext.shareProcessNamespace: Invalid value: true: ShareProcessNamespace and HostPID cannot both be enabled',
  ],
  [
    'seccomp profiles',
    (spec) => {
      spec.securityContext = { seccompProfile: { type: 'Localhost' } };
      app(spec).securityContext = { seccompProfile: { type: 'RuntimeDefault', localhostProfile: 'x' } };
      spec.containers!.push({ name: 'b', image: 'b:1', securityContext: { seccompProfile: {} } });
    },
    `${CONTEXT}.seccompProfile.localhostProfile: Invalid value: {"type":"RuntimeDefault","localhostProfile":"x"}: can only be set when seccomp type is Localhost`,
    'spec.containers[1].securityContext.seccompProfile.type: Required value: type is required when seccompProfile is set',
    'spec.securityContext.seccompProfile.localhostProfile: Required value: must be set when seccomp type is Localhost',
  ],
  [
    'AppArmor profiles',
    (spec) => {
      spec.securityContext = { appArmorProfile: { type: 'Localhost', localhostProfile: ' x' } };
      app(spec).securityContext = { appArmorProfile: { type: 'Strict' } };
    },
    `${CONTEXT}.appArmorProfile.type: Unsupported value: "Strict": supported values: "Localhost", "RuntimeDefault", "Unconfined"`,
    'spec.securityContext.appArmorProfile.localhostProfile: Invalid value: " x": must not be padded with whitespace',
  ],
  [
    'sysctls: named once, in namespaces of the pod',
    (spec) => {
      Object.assign(spec, { hostNetwork: true, hostIPC: true });
      spec.securityContext = {
        sysctls: [
          { name: 'kernel.domainname' },
          { name: 'kernel.domainname' },
          { name: 'Bad!' },
          { name: 'net/core/somaxconn' },
          { name: 'kernel.sem' },
          {},
        ],
      };
    },
    'spec.securityContext.sysctls[1].name: Duplicate value: "kernel.domainname"',
    'spec.securityContext.sysctls[2].name: Invalid value: "Bad!": must have at most 253 characters and match regex ^([a-z0-9]([-_a-z0-9]*[a-z0-9])?[\\./])*[a-z0-9]([-_a-z0-9]*[a-z0-9])?$',
    'spec.securityContext.sysctls[3].name: Invalid value: "net/core/somaxconn": may not be specified when \'hostNetwork\' is true',
    'spec.securityContext.sysctls[4].name: Invalid value: "kernel.sem": may not be specified when \'hostIPC\' is true',
    'spec.securityContext.sysctls[5].name: Required value',
  ],
];

testSpecs(CASES);
