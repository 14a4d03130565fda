/** What is recorded: a policy for each backend, most often the same one. */
import { readFile } from 'node:fs/promises';
import { DEFAULT_POLICY } from '../audit/policy/default-policy.ts';
import type { Policy } from '../audit/policy/policy.ts';
import { AuditRoute } from '../audit/route.ts';
import { allSinks } from '../audit/sink.ts';
import { readAuditPolicy } from '../config/audit-policy/audit-policy.ts';
import { ConfigError } from '../config/errors.ts';
import type { Settings } from '../config/settings.ts';
import { errorFields, type Log } from '../server/log/log.ts';
import type { AuditMetrics } from '../server/metrics/audit-metrics.ts';
import type { Clock } from '../util/clock.ts';
import { type FileWatch, watchFile } from '../util/watch-file.ts';
import type { BackendName, OpenBackend } from './audit-backend.ts';

interface Ports {
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Pick<AuditMetrics, 'reloaded'>;
}

/** A policy as it is at first, and the file that it may change in. */
interface LoadedPolicy {
  readonly policy: Policy;
  readonly file?: { readonly path: string; readonly content: Buffer };
}

export type LoadedPolicies = Readonly<Record<BackendName, LoadedPolicy>>;

/** Before anything is opened: a policy that cannot be used is no start. @throws ConfigError */
export async function loadPolicies(settings: Settings): Promise<LoadedPolicies> {
  const common = (await load('audit-policy-file', settings.auditPolicyFile)) ?? { policy: DEFAULT_POLICY };
  return {
    log: (await load('audit-log-policy-file', settings.auditLogPolicyFile)) ?? common,
    webhook: (await load('audit-webhook-policy-file', settings.auditWebhookPolicyFile)) ?? common,
    syslog: (await load('audit-syslog-policy-file', settings.auditSyslogPolicyFile)) ?? common,
  };
}

async function load(flag: string, path: string | undefined): Promise<LoadedPolicy | undefined> {
  if (path === undefined) return undefined;
  const content = await readFile(path);
  try {
    return { policy: await readAuditPolicy(content), file: { path, content } };
  } catch (error) {
    throw new ConfigError(`--${flag} ${path}: ${(error as Error).message}`);
  }
}

export interface AuditRoutes {
  readonly routes: readonly AuditRoute[];
  /** For people: what goes where. */
  readonly description: string;
  /** Files are not read again. */
  stop(): void;
}

/** Backends with the same policy share a route: what they are told is made once. */
export function openRoutes(backends: readonly OpenBackend[], policies: LoadedPolicies, ports: Ports): AuditRoutes {
  const byPolicy = [...Map.groupBy(backends, ({ intake }) => policies[intake.name as BackendName])];
  const opened = byPolicy.flatMap(([loaded, together]) =>
    // Those that are strict get more than the policy says.
    [...Map.groupBy(together, ({ intake }) => intake.isStrict).values()].map((alike) =>
      openRoute(loaded, alike, ports),
    ),
  );
  return {
    routes: opened.map(({ route }) => route),
    description: opened.map(({ description }) => description).join('; '),
    stop() {
      for (const { watch } of opened) watch?.stop();
    },
  };
}

function openRoute({ policy, file }: LoadedPolicy, backends: readonly OpenBackend[], ports: Ports) {
  const route = new AuditRoute(policy, allSinks(backends.map(({ intake }) => intake)));
  const what = file ? `policy of ${file.path}` : 'metadata of everything, bodies of what guards the cluster';
  const description = `${what} to ${backends.map(({ destination }) => destination).join(', ')}`;
  return { route, description, watch: file && follow(file, route, ports) };
}

function follow(file: { path: string; content: Buffer }, route: AuditRoute, { clock, log, metrics }: Ports): FileWatch {
  const { path, content } = file;
  return watchFile(path, content, {
    clock,
    async onChange(changed) {
      route.policy = await readAuditPolicy(changed);
      metrics.reloaded('success');
      log.info('the audit policy has changed', { file: path });
    },
    onError(error) {
      metrics.reloaded('failure');
      log.error('the audit policy cannot be used; the one before stays in force', {
        file: path,
        ...errorFields(error),
      });
    },
  });
}
