/**
 * Which of the Pod Security Standards' levels a policy holds pods to by itself.
 * https://kubernetes.io/docs/reference/access-authn-authz/psp-to-pod-security-standards/
 */
import { DEFAULT_CAPABILITIES } from '../../admission/plugins/pod-security/checks/capabilities-baseline.ts';
import { ALLOWED_VOLUMES } from '../../admission/plugins/pod-security/checks/restricted-volumes.ts';
import { SELINUX_TYPES } from '../../admission/plugins/pod-security/checks/se-linux-options.ts';
import type { Level } from '../../admission/plugins/pod-security/levels.ts';
import {
  POLICY_ANNOTATIONS,
  type PodSecurityPolicy,
  type PodSecurityPolicySpec,
} from '../../api/pod-security-policy.ts';

/** What a level demands and a policy does not. */
export interface Shortfall {
  readonly level: Exclude<Level, 'privileged'>;
  readonly field: string;
  readonly why: string;
}

export interface PolicyLevel {
  /** The strictest one that it holds every pod to. */
  readonly level: Level;
  /** From what is stricter; those of the baseline level first. */
  readonly shortfalls: readonly Shortfall[];
}

interface Facts {
  readonly spec: PodSecurityPolicySpec;
  /** Empty: whatever pods say. */
  readonly appArmor: readonly string[];
  /** Empty: none at all. */
  readonly seccomp: readonly string[];
}

interface Demand {
  readonly level: Shortfall['level'];
  readonly field: string;
  readonly why: string;
  isMet(facts: Facts): boolean;
}

const DROPS_ALL = 'must be dropped all, and none but NET_BIND_SERVICE added';

const DEMANDS: readonly Demand[] = [
  ...(['privileged', 'hostNetwork', 'hostPID', 'hostIPC'] as const).map(
    (field): Demand => ({ level: 'baseline', field, why: 'is allowed', isMet: ({ spec }) => !spec[field] }),
  ),
  { level: 'baseline', field: 'hostPorts', why: 'are allowed', isMet: ({ spec }) => !spec.hostPorts?.length },
  {
    level: 'baseline',
    field: 'volumes',
    why: 'may be of the node (hostPath, or *)',
    isMet: ({ spec }) => !spec.volumes?.some((type) => type === 'hostPath' || type === '*'),
  },
  {
    level: 'baseline',
    field: 'allowedCapabilities',
    why: 'go beyond the defaults of container runtimes',
    isMet: ({ spec }) => added(spec).every((name) => DEFAULT_CAPABILITIES.has(name)),
  },
  {
    level: 'baseline',
    field: 'seLinux',
    why: 'lets pods choose any type, user or role',
    isMet: ({ spec: { seLinux } }) => {
      const { type = '', user, role } = seLinux?.seLinuxOptions ?? {};
      return seLinux?.rule === 'MustRunAs' && SELINUX_TYPES.includes(type) && !user && !role;
    },
  },
  {
    level: 'baseline',
    field: 'allowedUnsafeSysctls',
    why: 'allows some that concern the node',
    isMet: ({ spec }) => !spec.allowedUnsafeSysctls?.length,
  },
  {
    level: 'baseline',
    field: 'allowedProcMountTypes',
    why: 'allows others than Default',
    isMet: ({ spec }) => (spec.allowedProcMountTypes ?? []).every((type) => type === 'Default'),
  },
  {
    level: 'baseline',
    field: `annotation ${POLICY_ANNOTATIONS.allowedAppArmor}`,
    why: 'is missing or allows unconfined: pods may switch AppArmor off',
    isMet: ({ appArmor }) => appArmor.length > 0 && appArmor.every(isConfined),
  },
  {
    level: 'baseline',
    field: `annotation ${POLICY_ANNOTATIONS.allowedSeccomp}`,
    why: 'allows unconfined',
    isMet: ({ seccomp }) => seccomp.every(isConfined),
  },
  {
    level: 'restricted',
    field: 'volumes',
    why: 'may be of types that are not of the pod alone',
    isMet: ({ spec }) => (spec.volumes ?? []).every((type) => (ALLOWED_VOLUMES as readonly string[]).includes(type)),
  },
  {
    level: 'restricted',
    field: 'allowPrivilegeEscalation',
    why: 'is not forbidden',
    isMet: ({ spec }) => spec.allowPrivilegeEscalation === false,
  },
  {
    level: 'restricted',
    field: 'runAsUser',
    why: 'is not MustRunAsNonRoot',
    isMet: ({ spec }) => spec.runAsUser?.rule === 'MustRunAsNonRoot',
  },
  {
    level: 'restricted',
    field: 'requiredDropCapabilities',
    why: DROPS_ALL,
    isMet: ({ spec }) =>
      Boolean(spec.requiredDropCapabilities?.includes('ALL')) &&
      added(spec).every((name) => name === 'NET_BIND_SERVICE'),
  },
  {
    level: 'restricted',
    field: `annotation ${POLICY_ANNOTATIONS.allowedSeccomp}`,
    why: 'demands no profile',
    isMet: ({ seccomp }) => seccomp.length > 0 && seccomp.every(isConfined),
  },
];

function added({ allowedCapabilities = [], defaultAddCapabilities = [] }: PodSecurityPolicySpec): string[] {
  return [...allowedCapabilities, ...defaultAddCapabilities];
}

function isConfined(profile: string): boolean {
  return profile === '' || profile.endsWith('/default') || profile.startsWith('localhost/');
}

export function levelOf({ metadata, spec = {} }: PodSecurityPolicy): PolicyLevel {
  const list = (key: string) => (metadata.annotations?.[key] ?? '').split(',').filter((name) => name !== '');
  const facts: Facts = {
    spec,
    appArmor: list(POLICY_ANNOTATIONS.allowedAppArmor),
    seccomp: list(POLICY_ANNOTATIONS.allowedSeccomp),
  };
  const unmet = DEMANDS.filter((demand) => !demand.isMet(facts));
  const shortfalls = unmet.map(({ level, field, why }) => ({ level, field, why }));
  return { level: levelWith(shortfalls), shortfalls };
}

function levelWith(shortfalls: readonly Shortfall[]): Level {
  if (shortfalls.some(({ level }) => level === 'baseline')) return 'privileged';
  return shortfalls.length > 0 ? 'baseline' : 'restricted';
}
