/** A control plane in a process of its own, started by the real launcher, and real clients for it. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { CACHE, type Clients, findClients } from './clients.ts';
import { type Answer, type Ask, ask, type Credentials } from './https.ts';
import { describe, type Ran, Running, type RunOptions } from './run.ts';
import { words } from './words.ts';

export const LAUNCHER = fileURLToPath(new URL('../../bin/allium', import.meta.url));

/** Runs one command line of a client. */
export type Client = (command: string, options?: RunOptions) => Promise<Ran>;

export interface ControlPlaneOptions {
  /** Further flags of `allium up`. */
  readonly flags?: readonly string[];
  /** Default: one of its own, removed at the end. */
  readonly dataDir?: string;
  /** A program, with its arguments, that runs it. */
  readonly under?: readonly string[];
}

/** `allium up` as a process. It is not ready, and may never be. */
export function launch(flags: readonly string[], under: readonly string[] = []): Running {
  const env = { PATH: process.env.PATH!, HOME: '/nonexistent', XDG_CACHE_HOME: CACHE };
  const [program, ...args] = [...under, process.execPath, LAUNCHER, 'up', ...flags];
  return new Running(program!, args, { env });
}

export class ControlPlane {
  /** All that it and its clients write is in here. */
  readonly directory: string;
  readonly dataDir: string;
  readonly kubeconfig: string;
  readonly #clients: Clients;
  readonly #flags: readonly string[];
  readonly #under: readonly string[];
  #process: Running | undefined;
  #url = '';
  #credentials: Required<Credentials> | undefined;

  private constructor(directory: string, clients: Clients, options: ControlPlaneOptions) {
    const { flags = [], dataDir = join(directory, 'data'), under = [] } = options;
    this.directory = directory;
    this.dataDir = dataDir;
    this.kubeconfig = join(this.dataDir, 'admin.kubeconfig');
    this.#clients = clients;
    this.#flags = flags;
    this.#under = under;
  }

  /** Resolves when it is ready. */
  static async start(options: ControlPlaneOptions = {}): Promise<ControlPlane> {
    const directory = await mkdtemp(join(tmpdir(), 'allium-e2e-'));
    const plane = new ControlPlane(directory, await findClients(), options);
    await plane.up();
    return plane;
  }

  /** `https://127.0.0.1:<port>`; the same after every restart. */
  get url(): string {
    return this.#url;
  }

  get process(): Running {
    return this.#process!;
  }

  /** The administrator's. */
  get credentials(): Required<Credentials> {
    return this.#credentials!;
  }

  async up(): Promise<void> {
    const port = this.#url === '' ? '0' : new URL(this.#url).port;
    this.#process = launch(['--data-dir', this.dataDir, '--port', port, ...this.#flags], this.#under);
    await this.#process.says(/Ready in/);
    await this.#readKubeconfig();
  }

  async #readKubeconfig(): Promise<void> {
    const { clusters, users } = parse(await readFile(this.kubeconfig, 'utf8'));
    const decode = (base64: string) => Buffer.from(base64, 'base64').toString();
    this.#url = clusters[0].cluster.server;
    this.#credentials = {
      ca: decode(clusters[0].cluster['certificate-authority-data']),
      cert: decode(users[0].user['client-certificate-data']),
      key: decode(users[0].user['client-key-data']),
    };
  }

  /** @throws Error when it does not end well */
  async down(): Promise<void> {
    const ended = await this.process.signal('SIGTERM');
    if (ended.code !== 0) throw new Error(describe(ended));
  }

  async restart(): Promise<void> {
    await this.down();
    await this.up();
  }

  /** Ends it in the middle of whatever it does. */
  async kill(): Promise<void> {
    await this.process.signal('SIGKILL');
  }

  /** For `after`: ends it well and removes all that it wrote. */
  readonly stop = async (): Promise<void> => {
    try {
      if (this.process.isAlive) await this.down();
    } finally {
      await rm(this.directory, { recursive: true, force: true });
    }
  };

  readonly kubectl: Client = (command, options) => this.startKubectl(command, options).ended();

  readonly helm: Client = (command, options) => this.#start(this.#clients.helm, command, options).ended();

  startKubectl(command: string, options?: RunOptions): Running {
    return this.#start(this.#clients.kubectl, command, options);
  }

  #start(program: string, command: string, options: RunOptions = {}): Running {
    const { directory, kubeconfig } = this;
    const env = { PATH: process.env.PATH!, HOME: directory, TMPDIR: directory, KUBECONFIG: kubeconfig, ...options.env };
    return new Running(program, words(command), { cwd: this.directory, ...options, env });
  }

  /** @returns kubectl as the bearer of a token, and as nobody else */
  bearing(token: string): Client {
    return (command, options) => this.startBearing(token, command, options).ended();
  }

  startBearing(token: string, command: string, { env, ...options }: RunOptions = {}): Running {
    const authority = join(this.dataDir, 'pki', 'ca.crt');
    const flags = `--server=${this.url} --certificate-authority=${authority} --token=${token}`;
    return this.startKubectl(`${flags} ${command}`, { ...options, env: { ...env, KUBECONFIG: '/dev/null' } });
  }

  /** Makes a namespace. @returns kubectl for it */
  async namespace(name: string): Promise<Client> {
    const answer = await this.ask('/api/v1/namespaces', {
      method: 'POST',
      body: { apiVersion: 'v1', kind: 'Namespace', metadata: { name } },
    });
    if (answer.status !== 201) throw new Error(answer.text);
    return (command, options) => this.kubectl(`--namespace=${name} ${command}`, options);
  }

  /** A request of the administrator's. */
  ask(path: string, request?: Ask): Promise<Answer> {
    return ask(this.url + path, this.credentials, request);
  }
}
