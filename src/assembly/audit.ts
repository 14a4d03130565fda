/** What is recorded, and where it goes, as the settings ask for it. */
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { DEFAULT_POLICY } from '../audit/policy/default-policy.ts';
import type { Policy } from '../audit/policy/policy.ts';
import { type AuditSink, allSinks } from '../audit/sink.ts';
import { LogSink } from '../audit/sinks/log/log-sink.ts';
import { readAuditPolicy } from '../config/audit-policy/audit-policy.ts';
import { ConfigError } from '../config/errors.ts';
import type { Settings } from '../config/settings.ts';
import { Audit } from '../server/filters/audit.ts';
import { errorFields, type Log } from '../server/log/log.ts';
import type { Clock } from '../util/clock.ts';
import { makePrivateDirectory } from '../util/make-directory.ts';
import { watchFile } from '../util/watch-file.ts';

interface Ports {
  readonly clock: Clock;
  readonly log: Log;
}

export interface Auditing {
  readonly audit: Audit;
  /** For people: what is on. */
  readonly description: string;
  /** Resolves when everything that was recorded is where it belongs. */
  close(): Promise<void>;
}

/** @throws ConfigError */
export async function openAudit(settings: Settings, ports: Ports): Promise<Auditing> {
  const { auditPolicyFile: file } = settings;
  const path = auditLogPath(settings);
  const content = file === undefined ? undefined : await readFile(file);
  const policy = content ? await firstPolicy(file!, content) : DEFAULT_POLICY;
  const sinks: readonly AuditSink[] = [await openLog(path, ports)];
  const audit = new Audit(policy, { now: () => ports.clock.now(), sink: allSinks(sinks) });
  const watch = content && followPolicy(file!, content, audit, ports);
  return {
    audit,
    description: `${file ? `policy of ${file}` : 'metadata of everything, bodies of what guards the cluster'} to ${path}`,
    async close() {
      watch?.stop();
      await Promise.all(sinks.map((sink) => sink.close()));
    },
  };
}

function auditLogPath({ auditLogPath, dataDir }: Settings): string {
  return auditLogPath ?? join(dataDir, 'audit', 'audit.log');
}

function openLog(path: string, { log }: Ports): Promise<LogSink> {
  makePrivateDirectory(dirname(path));
  return LogSink.open(path, {
    onError: (error, lost) => log.error('audit events could not be written', { lost, ...errorFields(error) }),
  });
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
