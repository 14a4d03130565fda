/**
 * Everything about `allium up` that can be set: as a flag, and under the same name in the file that --config names.
 * What kube-apiserver has too is called as it calls it.
 */
import type { KnownPluginName } from '../admission/plugin-order.ts';
import { AUDIT_SETTINGS, type AuditSettings } from './audit-settings.ts';
import { AUTHENTICATION_SETTINGS, type AuthenticationSettings } from './authentication-settings.ts';
import { AUTHORIZATION_SETTINGS, type AuthorizationSettings } from './authorization-settings.ts';
import {
  choice,
  duration,
  flag,
  integer,
  list,
  type PortRange,
  path,
  pluginName,
  portRange,
  readableFile,
  serviceCidrs,
} from './kinds.ts';
import { SERVING_SETTINGS, type ServingSettings } from './serving-settings.ts';
import type { Setting } from './setting.ts';

const LOG_LEVELS = ['error', 'warn', 'info', 'debug'] as const;

/** Durations in milliseconds. */
export interface Settings extends AuditSettings, AuthenticationSettings, AuthorizationSettings, ServingSettings {
  readonly dataDir: string;
  readonly inMemory: boolean;
  readonly clusterSigningDuration: number;
  readonly certificateValidityPeriod: number;
  readonly enableAdmissionPlugins: readonly KnownPluginName[];
  readonly disableAdmissionPlugins: readonly KnownPluginName[];
  readonly admissionControlConfigFile: string | undefined;
  readonly defaultNotReadyTolerationSeconds: number;
  readonly defaultUnreachableTolerationSeconds: number;
  readonly serviceClusterIpRange: readonly string[];
  readonly serviceNodePortRange: PortRange;
  readonly eventTtl: number;
  readonly etcdCompactionInterval: number;
  readonly maxRequestsInflight: number;
  readonly maxMutatingRequestsInflight: number;
  readonly requestTimeout: number;
  readonly minRequestTimeout: number;
  readonly logLevel: (typeof LOG_LEVELS)[number];
}

export const SETTINGS: { readonly [K in keyof Settings]-?: Setting<Settings[K]> } = {
  dataDir: {
    section: 'Storage',
    kind: path,
    default: '.allium',
    help: 'folder of the store, the authorities and the keys; made when missing',
  },
  inMemory: {
    section: 'Storage',
    kind: flag,
    default: 'false',
    help: 'keep objects in memory only: gone when the server stops (keys stay in --data-dir)',
  },
  eventTtl: { section: 'Storage', kind: duration(1000), default: '1h', help: 'how long events are kept' },
  etcdCompactionInterval: {
    section: 'Storage',
    kind: duration(0),
    default: '5m',
    help: 'how often history older than this interval is forgotten; 0s: never',
  },
  ...SERVING_SETTINGS,
  clusterSigningDuration: {
    section: 'Security',
    kind: duration(600_000),
    default: '8760h',
    help: 'the longest life of a certificate that is asked for through the API',
  },
  certificateValidityPeriod: {
    section: 'Security',
    kind: duration(10_000),
    default: '8760h',
    help: "life of the control plane's own certificates; they are renewed in its last third, a month before its end at most",
  },
  ...AUTHENTICATION_SETTINGS,
  ...AUTHORIZATION_SETTINGS,
  enableAdmissionPlugins: {
    section: 'Security',
    kind: list(pluginName),
    default: '',
    help: 'admission plugins to turn on beside those that are on by default, in any order',
  },
  disableAdmissionPlugins: {
    section: 'Security',
    kind: list(pluginName),
    default: '',
    help: 'admission plugins to turn off though they are on by default, in any order',
  },
  admissionControlConfigFile: {
    section: 'Security',
    kind: readableFile,
    default: undefined,
    help: 'file of kind AdmissionConfiguration: what admission plugins are configured with',
  },
  defaultNotReadyTolerationSeconds: {
    section: 'Security',
    kind: integer(0, Number.MAX_SAFE_INTEGER),
    default: '300',
    help: 'how long pods that do not say stay on a node that is not ready',
  },
  defaultUnreachableTolerationSeconds: {
    section: 'Security',
    kind: integer(0, Number.MAX_SAFE_INTEGER),
    default: '300',
    help: 'how long pods that do not say stay on a node that is not reachable',
  },
  ...AUDIT_SETTINGS,
  serviceClusterIpRange: {
    section: 'Network',
    kind: serviceCidrs,
    default: '10.96.0.0/12',
    help: 'addresses of services; two ranges of different IP families for dual stack',
  },
  serviceNodePortRange: {
    section: 'Network',
    kind: portRange,
    default: '30000-32767',
    help: 'ports of NodePort services',
  },
  maxRequestsInflight: {
    section: 'Limits',
    kind: integer(1, 1_000_000),
    default: '400',
    help: 'reads answered at once; more are told to come back',
  },
  maxMutatingRequestsInflight: {
    section: 'Limits',
    kind: integer(1, 1_000_000),
    default: '200',
    help: 'writes answered at once; more are told to come back',
  },
  requestTimeout: {
    section: 'Limits',
    kind: duration(1000),
    default: '1m',
    help: 'how long a request that is not a watch may take',
  },
  minRequestTimeout: {
    section: 'Limits',
    kind: duration(1000),
    default: '30m',
    help: 'how long a watch without a timeout of its own lasts at least',
  },
  logLevel: { section: 'Other', kind: choice(...LOG_LEVELS), default: 'info', help: LOG_LEVELS.join(', ') },
};

export type SettingName = keyof Settings;

export const SETTING_NAMES = Object.keys(SETTINGS) as readonly SettingName[];

/** `dataDir` as it is written: `data-dir`. */
export function writtenName(name: SettingName): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
