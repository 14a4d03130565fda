/** What is recorded, and where it goes, as the settings ask for it. */
import type { Intake } from '../audit/sinks/intake.ts';
import type { Settings } from '../config/settings.ts';
import { Audit } from '../server/filters/audit.ts';
import { errorFields, type Log } from '../server/log/log.ts';
import { AuditMetrics } from '../server/metrics/audit-metrics.ts';
import type { HealthCheck } from '../server/readiness.ts';
import type { Clock } from '../util/clock.ts';
import { openBackends } from './audit-backends.ts';
import { loadPolicies, openRoutes } from './audit-policies.ts';

interface Ports {
  readonly clock: Clock;
  readonly log: Log;
}

export interface Auditing {
  readonly audit: Audit;
  readonly metrics: AuditMetrics;
  readonly checks: readonly HealthCheck[];
  /** For people: what is on. */
  readonly description: string;
  /** Resolves when everything that was recorded is where it belongs. */
  close(): Promise<void>;
}

/** @throws ConfigError */
export async function openAudit(settings: Settings, ports: Ports): Promise<Auditing> {
  const policies = await loadPolicies(settings);
  const metrics = new AuditMetrics();
  const backends = await openBackends(settings, { ...ports, metrics });
  const { routes, description, stop } = openRoutes(backends, policies, { ...ports, metrics });
  const audit = new Audit(routes, {
    now: () => ports.clock.now(),
    onEvaluated: (level) => metrics.evaluated(level),
    onRecorded: () => metrics.recorded(),
    onRejected: () => metrics.rejected(),
    onUnrecordable: (error) => ports.log.error('a body cannot be recorded; its event goes without', errorFields(error)),
  });
  return {
    audit,
    metrics,
    checks: backends.map(({ intake }) => checkOf(intake)),
    description,
    async close() {
      stop();
      await Promise.all(backends.map((backend) => backend.close()));
    },
  };
}

/** Where nothing is refused, requests are served though their events are lost: that is told, and no more. */
function checkOf(intake: Intake): HealthCheck {
  return {
    name: `audit/${intake.name}`,
    check() {
      const { trouble } = intake;
      if (trouble !== undefined && intake.isStrict) throw new Error(trouble);
      return trouble;
    },
  };
}
