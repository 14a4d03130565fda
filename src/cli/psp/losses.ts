/** What a policy does that no level of the Pod Security Standards does. */
import {
  POLICY_ANNOTATIONS,
  type PodSecurityPolicy,
  type PodSecurityPolicySpec,
  type RangeStrategy,
} from '../../api/pod-security-policy.ts';

export interface Loss {
  /** Default: it is filled in where pods say nothing. Restriction: other values are refused. */
  readonly kind: 'Default' | 'Restriction';
  readonly field: string;
  readonly what: string;
}

type Told = string | undefined | false;
type Teller = readonly [kind: Loss['kind'], field: string, tell: (spec: PodSecurityPolicySpec) => Told];

const STRATEGIES = ['runAsUser', 'runAsGroup', 'fsGroup', 'supplementalGroups'] as const;

const TELLERS: readonly Teller[] = [
  ['Default', 'defaultAddCapabilities', ({ defaultAddCapabilities: list }) => some(list, 'adds')],
  ['Default', 'requiredDropCapabilities', ({ requiredDropCapabilities: list }) => some(list, 'drops')],
  [
    'Default',
    'allowPrivilegeEscalation',
    ({ allowPrivilegeEscalation, defaultAllowPrivilegeEscalation: usual }) => {
      const filledIn = usual ?? (allowPrivilegeEscalation === false ? false : undefined);
      return filledIn === undefined ? undefined : `sets allowPrivilegeEscalation=${filledIn}`;
    },
  ],
  ['Default', 'readOnlyRootFilesystem', ({ readOnlyRootFilesystem: is }) => is && 'sets readOnlyRootFilesystem=true'],
  ['Default', 'runAsUser', ({ runAsUser }) => runAsUser?.rule === 'MustRunAsNonRoot' && 'sets runAsNonRoot=true'],
  ...STRATEGIES.map((field): Teller => ['Default', field, (spec) => first(field, spec[field])]),
  [
    'Default',
    'seLinux',
    ({ seLinux }) =>
      seLinux?.rule === 'MustRunAs' && `sets seLinuxOptions ${JSON.stringify(seLinux.seLinuxOptions ?? {})}`,
  ],
  [
    'Default',
    'runtimeClass',
    ({ runtimeClass: { defaultRuntimeClassName: name } = {} }) => name !== undefined && `sets runtimeClassName=${name}`,
  ],
  ['Restriction', 'readOnlyRootFilesystem', ({ readOnlyRootFilesystem: is }) => is && 'must be true'],
  ...STRATEGIES.map((field): Teller => ['Restriction', field, (spec) => ranges(spec[field])]),
  ['Restriction', 'seLinux', ({ seLinux }) => seLinux?.rule === 'MustRunAs' && 'must be exactly what the policy says'],
  [
    'Restriction',
    'hostPorts',
    ({ hostPorts }) =>
      some(
        hostPorts?.map(({ min = 0, max = 0 }) => `${min}-${max}`),
        'allows only',
      ),
  ],
  ['Restriction', 'allowedHostPaths', ({ allowedHostPaths: list }) => some(list?.map(showHostPath), 'allows only')],
  [
    'Restriction',
    'allowedFlexVolumes',
    ({ allowedFlexVolumes: list }) =>
      some(
        list?.map(({ driver = '' }) => driver),
        'allows only',
      ),
  ],
  [
    'Restriction',
    'allowedCSIDrivers',
    ({ allowedCSIDrivers: list }) =>
      some(
        list?.map(({ name = '' }) => name),
        'allows only',
      ),
  ],
  ['Restriction', 'forbiddenSysctls', ({ forbiddenSysctls: list }) => some(list, 'forbids')],
  [
    'Restriction',
    'runtimeClass',
    ({ runtimeClass }) =>
      !runtimeClass?.allowedRuntimeClassNames?.includes('*') &&
      some(runtimeClass?.allowedRuntimeClassNames, 'allows only'),
  ],
];

function some(list: readonly string[] | null | undefined, verb: string): Told {
  return list?.length ? `${verb} ${list.join(', ')}` : undefined;
}

function first(field: string, strategy: RangeStrategy | undefined): Told {
  const id = strategy?.ranges?.[0]?.min;
  return strategy?.rule === 'MustRunAs' && id !== undefined && `sets ${field}=${id}`;
}

function ranges({ rule, ranges: list = [] }: RangeStrategy = {}): Told {
  const isRuled = rule === 'MustRunAs' || rule === 'MayRunAs';
  return (
    isRuled &&
    some(
      list.map(({ min = 0, max = 0 }) => `${min}-${max}`),
      'allows only',
    )
  );
}

function showHostPath({ pathPrefix = '', readOnly }: { pathPrefix?: string; readOnly?: boolean }): string {
  return readOnly ? `${pathPrefix} (read-only)` : pathPrefix;
}

/** Profiles that are filled in; they stand in annotations of the policy. */
const PROFILES = [
  [POLICY_ANNOTATIONS.defaultSeccomp, 'seccomp'],
  [POLICY_ANNOTATIONS.defaultAppArmor, 'AppArmor'],
] as const;

export function lossesWith({ metadata, spec = {} }: PodSecurityPolicy): Loss[] {
  const profiles = PROFILES.flatMap(([key, what]): Loss[] => {
    const profile = metadata.annotations?.[key];
    return profile
      ? [{ kind: 'Default', field: `annotation ${key}`, what: `sets the ${what} profile ${profile}` }]
      : [];
  });
  const told = TELLERS.flatMap(([kind, field, tell]): Loss[] => {
    const what = tell(spec);
    return what ? [{ kind, field, what }] : [];
  });
  return [
    ...told.filter(({ kind }) => kind === 'Default'),
    ...profiles,
    ...told.filter(({ kind }) => kind !== 'Default'),
  ];
}
