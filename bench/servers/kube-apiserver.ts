/** The peer: kube-apiserver with an etcd of its own, on this machine's disk, with the keys of the control plane beside it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { Agent, request } from 'node:https';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { ask } from '../lib/ask.ts';
import { adminCredentials, type Credentials } from '../lib/credentials.ts';
import type { Request } from '../load/client.ts';
import type { Usage } from './probe.ts';

/** Where the programs are. */
export interface Programs {
  readonly kubeApiserver: string;
  readonly etcd: string;
}

/** Every request is recorded as Allium records it by default: metadata, in batches. */
const AUDIT_POLICY = 'apiVersion: audit.k8s.io/v1\nkind: Policy\nrules: [{ level: Metadata }]\n';
const POLL_MILLISECONDS = 5;
const MOST_MILLISECONDS = 120_000;
const CLOCK_TICKS = 100;
const RESIDENT = /^VmRSS:\s+(\d+) kB$/m;

export class KubeApiserver {
  readonly port: number;
  /** From the command that starts etcd to an answer of `/readyz`. */
  readonly readyMilliseconds: number;
  readonly #processes: readonly ChildProcess[];
  readonly #admin: Credentials;
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 64 });

  private constructor(port: number, readyMilliseconds: number, processes: ChildProcess[], admin: Credentials) {
    this.port = port;
    this.readyMilliseconds = readyMilliseconds;
    this.#processes = processes;
    this.#admin = admin;
  }

  /** @param pki a data directory of Allium, whose keys it takes @param directory for its own data */
  static async start(programs: Programs, pki: string, directory: string): Promise<KubeApiserver> {
    await mkdir(directory);
    const [client, peer, port] = [await freePort(), await freePort(), await freePort()];
    const policy = join(directory, 'audit-policy.yaml');
    await writeFile(policy, AUDIT_POLICY);
    const admin = await adminCredentials(pki);
    const began = performance.now();
    const processes = [
      run(programs.etcd, etcdFlags(directory, client, peer)),
      run(programs.kubeApiserver, apiserverFlags(join(pki, 'pki'), directory, policy, client, port)),
    ];
    try {
      await ready(processes, admin, port);
    } catch (error) {
      for (const process of processes) process.kill('SIGKILL');
      throw error;
    }
    return new KubeApiserver(port, performance.now() - began, processes, admin);
  }

  ask(wanted: Request) {
    return ask(wanted, this.#admin, this.port, this.#agent);
  }

  /** Of both processes. */
  async usage(): Promise<Usage> {
    const each = await Promise.all(this.#processes.map(({ pid }) => usageOf(pid!)));
    const sum = (of: keyof Usage) => each.reduce((total, usage) => total + usage[of], 0);
    return { processor: sum('processor'), resident: sum('resident') };
  }

  async end(): Promise<void> {
    this.#agent.destroy();
    for (const process of this.#processes.toReversed()) {
      if (process.exitCode !== null) continue;
      process.kill('SIGKILL');
      await once(process, 'exit');
    }
  }
}

const url = (port: number) => `http://127.0.0.1:${port}`;

function etcdFlags(directory: string, client: number, peer: number): string[] {
  return [
    `--data-dir=${join(directory, 'etcd')}`,
    `--listen-client-urls=${url(client)}`,
    `--advertise-client-urls=${url(client)}`,
    `--listen-peer-urls=${url(peer)}`,
    `--initial-advertise-peer-urls=${url(peer)}`,
    `--initial-cluster=default=${url(peer)}`,
    '--log-level=error',
  ];
}

function apiserverFlags(pki: string, directory: string, policy: string, etcd: number, port: number): string[] {
  return [
    `--etcd-servers=${url(etcd)}`,
    '--bind-address=127.0.0.1',
    `--secure-port=${port}`,
    `--cert-dir=${directory}`,
    `--tls-cert-file=${join(pki, 'apiserver.crt')}`,
    `--tls-private-key-file=${join(pki, 'apiserver.key')}`,
    `--client-ca-file=${join(pki, 'ca.crt')}`,
    '--service-account-issuer=https://kubernetes.default.svc',
    `--service-account-key-file=${join(pki, 'sa.pub')}`,
    `--service-account-signing-key-file=${join(pki, 'sa.key')}`,
    '--service-cluster-ip-range=10.0.0.0/24',
    '--endpoint-reconciler-type=none',
    '--authorization-mode=Node,RBAC',
    '--enable-admission-plugins=NodeRestriction',
    `--audit-policy-file=${policy}`,
    `--audit-log-path=${join(directory, 'audit.log')}`,
    '--audit-log-mode=batch',
  ];
}

function run(program: string, flags: readonly string[]): ChildProcess {
  const started = spawn(program, flags, { stdio: 'ignore' });
  started.on('error', () => {});
  return started;
}

async function ready(processes: readonly ChildProcess[], admin: Credentials, port: number): Promise<void> {
  const deadline = performance.now() + MOST_MILLISECONDS;
  while (!(await answers(admin, port))) {
    const ended = processes.find(({ exitCode, pid }) => exitCode !== null || pid === undefined);
    if (ended) throw new Error(`${ended.spawnfile} ended with ${ended.exitCode}`);
    if (performance.now() > deadline) throw new Error('kube-apiserver did not get ready');
    await setTimeout(POLL_MILLISECONDS);
  }
}

async function answers({ authority: ca, certificate: cert, privateKey: key }: Credentials, port: number) {
  try {
    const agent = new Agent({ ca, cert, key });
    const [response] = await once(request({ host: '127.0.0.1', port, path: '/readyz', agent }).end(), 'response');
    response.resume();
    return response.statusCode === 200;
  } catch {
    return false;
  }
}

async function usageOf(pid: number): Promise<Usage> {
  const stat = await readFile(`/proc/${pid}/stat`, 'latin1');
  const [user, system] = stat
    .slice(stat.lastIndexOf(')') + 2)
    .split(' ')
    .slice(11, 13)
    .map(Number);
  const status = await readFile(`/proc/${pid}/status`, 'latin1');
  return {
    processor: ((user! + system!) / CLOCK_TICKS) * 1e6,
    resident: Number(RESIDENT.exec(status)![1]) * 1024,
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  await new Promise((closed) => server.close(closed));
  return port;
}
