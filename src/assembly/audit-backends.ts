/** Where audit events go. */
import type { Settings } from '../config/settings.ts';
import type { BackendPorts, OpenBackend } from './audit-backend.ts';
import { openLog } from './audit-log.ts';

/** @throws ConfigError */
export async function openBackends(settings: Settings, ports: BackendPorts): Promise<OpenBackend[]> {
  const backends = [await openLog(settings, ports)];
  if (settings.auditWebhookConfigFile === undefined && settings.auditSyslogServer === undefined) return backends;
  // Only those who have another backend wait for what it takes to reach it.
  const { openSyslog, openWebhook } = await import('./audit-remote.ts');
  const remote = await Promise.all([openWebhook(settings, ports), openSyslog(settings, ports)]);
  return [...backends, ...remote.filter((backend) => backend !== undefined)];
}
