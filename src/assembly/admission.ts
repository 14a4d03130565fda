/** Admission control: which plugins are on, with what they are configured with, in order. */
import type { AdmissionPlugin } from '../admission/admission.ts';
import { AdmissionChain } from '../admission/chain.ts';
import { type KnownPluginName, type PluginName, whyInert } from '../admission/plugin-order.ts';
import { selectPlugins } from '../admission/select-plugins.ts';
import { AdmissionStatistics } from '../admission/statistics.ts';
import { readAdmissionConfiguration } from '../config/admission-configuration/admission-configuration.ts';
import type { Settings } from '../config/settings.ts';
import type { Log } from '../server/log/log.ts';
import { AdmissionPolicyMetrics } from '../server/metrics/admission-policy-metrics.ts';
import { PodSecurityMetrics } from '../server/metrics/pod-security-metrics.ts';
import { monotonicNow } from '../util/clock.ts';
import { type AdmissionOptions, type AdmissionParts, FACTORIES } from './admission-plugins.ts';
import { openAdmissionWebhooks } from './admission-webhooks.ts';

export interface AdmissionSettings extends AdmissionOptions {
  /** In the order in which they run. */
  readonly plugins: readonly PluginName[];
  readonly configurations?: ReadonlyMap<PluginName, unknown>;
  readonly statistics: AdmissionStatistics;
}

/** @throws ConfigError */
export async function admissionOf(
  settings: Settings,
  ports: Parameters<typeof openAdmissionWebhooks>[2],
): Promise<Required<AdmissionSettings>> {
  const {
    enableAdmissionPlugins: enable,
    disableAdmissionPlugins: disable,
    admissionControlConfigFile: file,
  } = settings;
  const plugins = selectPlugins({ enable, disable });
  tellInert(enable, ports.log);
  const configurations = file === undefined ? NO_CONFIGURATIONS : await readAdmissionConfiguration(file);
  const webhooks = await openAdmissionWebhooks(plugins, configurations, ports);
  const statistics = new AdmissionStatistics(monotonicNow);
  const policyMetrics = new AdmissionPolicyMetrics(webhooks.conditionMetrics);
  const metrics = { podSecurityMetrics: new PodSecurityMetrics(), policyMetrics };
  const tolerations = {
    notReadySeconds: settings.defaultNotReadyTolerationSeconds,
    unreachableSeconds: settings.defaultUnreachableTolerationSeconds,
  };
  return { plugins, configurations, webhooks, tolerations, statistics, ...metrics };
}

const NO_CONFIGURATIONS: ReadonlyMap<PluginName, unknown> = new Map();

/** Command lines that were written for upstream go on working, and whoever reads the log knows what they are good for. */
function tellInert(enabled: readonly KnownPluginName[], log: Log): void {
  for (const plugin of enabled) {
    const reason = whyInert(plugin);
    if (reason !== undefined) log.warn('an enabled admission plugin does nothing', { plugin, reason });
  }
}

/** @param further behind the others */
export function admissionChain(
  found: Omit<AdmissionParts, keyof AdmissionOptions>,
  { plugins, configurations, statistics, ...options }: AdmissionSettings,
  further: readonly AdmissionPlugin[] = [],
): AdmissionChain {
  const parts = { ...found, ...options };
  const made = plugins.map((name) => FACTORIES[name](parts, configurations?.get(name)));
  return new AdmissionChain([...made, ...further], statistics);
}
