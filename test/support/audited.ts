/** Control planes whose audit events are counted: what was asked, what arrived, and what is said to be missing. */
import assert from 'node:assert/strict';
import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { AuditReceiver } from './audit-receiver.ts';
import { ClientAuthority } from './client-authority.ts';
import { ControlPlane, type ControlPlaneOptions, LAUNCHER } from './control-plane.ts';
import { type Ran, run } from './run.ts';

export const directory = await mkdtemp(join(tmpdir(), 'allium-audit-'));
after(() => rm(directory, { recursive: true, force: true }));
export const authority = await ClientAuthority.make(directory);

export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  for (let tries = 0; !(await condition()); tries++) {
    assert.ok(tries < 500, `never: ${condition}`);
    await sleep(20);
  }
}

/** Reads a path that nothing else reads, so many times. @returns how many answers were good */
export async function ask(plane: ControlPlane, path: string, times: number, first = 0): Promise<number> {
  let answered = 0;
  const separator = path.includes('?') ? '&' : '?';
  for (let n = first; n < first + times; n++) {
    answered += (await plane.ask(`${path}${separator}n=${n}`)).status === 200 ? 1 : 0;
  }
  return answered;
}

export const about = (events: any[], path: string) => events.filter(({ requestURI }) => requestURI.startsWith(path));

/** A file with a policy by which nothing is recorded but reads of `/version`. */
export async function versionPolicy(level = 'Metadata', omitStages = ['RequestReceived']): Promise<string> {
  const path = join(await mkdtemp(join(directory, 'policy-')), 'policy.yaml');
  const policy = { apiVersion: 'audit.k8s.io/v1', kind: 'Policy', omitStages };
  await writeFile(path, JSON.stringify({ ...policy, rules: [{ level, nonResourceURLs: ['/version'] }] }));
  return path;
}

/** What arrived and what is said to be missing, each counted once, however often it was sent. */
export function account(events: readonly any[]): { there: number; missing: number } {
  const once = [...new Map(events.map((event) => [`${event.auditID} ${event.stage}`, event])).values()];
  const gaps = once.map(({ annotations }) => annotations?.['allium.dev/audit-gap-count']).filter(Boolean);
  const isRequest = ({ requestURI }: any) => requestURI.startsWith('/version');
  return { there: once.filter(isRequest).length, missing: gaps.reduce((sum, count) => sum + Number(count), 0) };
}

export const eventsIn = (lines: string): any[] =>
  lines
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));

let receivers = 0;

/** A control plane with a webhook that a test may have misbehave. */
export async function withReceiver(flags: readonly string[] = [], options: ControlPlaneOptions = {}) {
  const receiver = await AuditReceiver.open(authority);
  after(receiver.close);
  const config = join(directory, `webhook-${++receivers}.kubeconfig`);
  await receiver.writeKubeconfig(config, authority);
  const fast = ['--audit-webhook-batch-max-wait=100ms', '--audit-webhook-initial-backoff=100ms'];
  const all = ['--audit-webhook-config-file', config, ...fast, ...flags];
  const plane = await ControlPlane.start({ ...options, flags: all });
  after(plane.stop);
  return { receiver, plane };
}

/** What `allium audit verify` says of an archive, far from the cluster, by the public key alone. */
export async function verify(plane: ControlPlane, lines: readonly string[], ...flags: string[]): Promise<Ran> {
  const archive = await mkdtemp(join(directory, 'archive-'));
  const env = { PATH: process.env.PATH!, HOME: archive };
  await copyFile(join(plane.dataDir, 'pki', 'audit.pub'), join(archive, 'audit.pub'));
  await writeFile(join(archive, 'audit.log'), lines.map((line) => `${line}\n`).join(''));
  const command = ['audit', 'verify', 'audit.log', '--public-key', 'audit.pub', ...flags];
  return run(process.execPath, [LAUNCHER, ...command], { cwd: archive, env });
}
