/** What is recorded, and where it goes, as the settings ask for it. */
import { readFile } from 'node:fs/promises';
import { DEFAULT_POLICY } from '../audit/policy/default-policy.ts';
import type { Policy } from '../audit/policy/policy.ts';
import { allSinks } from '../audit/sink.ts';
import type { Intake } from '../audit/sinks/intake.ts';
import { readAuditPolicy } from '../config/audit-policy/audit-policy.ts';
import { ConfigError } from '../config/errors.ts';
import type { Settings } from '../config/settings.ts';
import { Audit } from '../server/filters/audit.ts';
import { errorFields, type Log } from '../server/log/log.ts';
import { AuditMetrics } from '../server/metrics/audit-metrics.ts';
import type { HealthCheck } from '../server/readiness.ts';
import type { Clock } from '../util/clock.ts';
import { watchFile } from '../util/watch-file.ts';
import { openBackends } from './audit-backends.ts';

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
  const { auditPolicyFile: file } = settings;
  const content = file === undefined ? undefined : await readFile(file);
  const policy = content ? await firstPolicy(file!, content) : DEFAULT_POLICY;
  const metrics = new AuditMetrics();
  const backends = await openBackends(settings, { ...ports, metrics });
  const sink = counted(allSinks(backends.map(({ intake }) => intake)), metrics);
  const audit = new Audit(policy, { now: () => ports.clock.now(), sink });
  const watch = content && followPolicy(file!, content, audit, ports);
  const what = file ? `policy of ${file}` : 'metadata of everything, bodies of what guards the cluster';
  return {
    audit,
    metrics,
    checks: backends.map(({ intake }) => checkOf(intake)),
    description: `${what} to ${backends.map(({ destination }) => destination).join(', ')}`,
    async close() {
      watch?.stop();
      await Promise.all(backends.map((backend) => backend.close()));
    },
  };
}

type Sink = ReturnType<typeof allSinks>;

function counted(sink: Sink, metrics: AuditMetrics): Sink {
  return {
    admit: sink.admit,
    write(event) {
      metrics.recorded();
      return sink.write(event);
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

async function firstPolicy(file: string, content: Buffer): Promise<Policy> {
  try {
    return await readAuditPolicy(content);
  } catch (error) {
    throw new ConfigError(`--audit-policy-file ${file}: ${(error as Error).message}`);
  }
}

function followPolicy(file: string, content: Buffer, audit: Audit, { clock, log }: Ports) {
  return watchFile(file, content, {
    clock,
    async onChange(changed) {
      audit.policy = await readAuditPolicy(changed);
      log.info('the audit policy has changed', { file });
    },
    onError: (error) =>
      log.error('the audit policy cannot be used; the one before stays in force', { file, ...errorFields(error) }),
  });
}
