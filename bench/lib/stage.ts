/** The processes of one benchmark: Allium, the bare servers and the load, with keys that fit together. */
import { Agent } from 'node:https';
import type { Request } from '../load/client.ts';
import type { LoadProcedures } from '../load/load.ts';
import type { AlliumProcedures } from '../servers/allium.ts';
import type { Answer, BareProcedures } from '../servers/bare.ts';
import { ask } from './ask.ts';
import { Child } from './child.ts';
import { adminCredentials, type Credentials, servingCredentials } from './credentials.ts';
import { inTemporaryDirectory } from './directory.ts';
import type { Side } from './side-by-side.ts';

/** For Node, of the process that is measured: `--cpu-prof` and the like. */
const SERVER_FLAGS = process.env.BENCH_SERVER_FLAGS?.split(' ') ?? [];

export class Stage {
  readonly allium = new Child<AlliumProcedures>('servers/allium.ts', SERVER_FLAGS);
  readonly bare = new Child<BareProcedures>('servers/bare.ts');
  readonly load = new Child<LoadProcedures>('load/load.ts');
  ports = { allium: 0, h1: 0, h2: 0 };
  /** Of the control plane. */
  directory = '';
  readonly alliumSide: Side = {
    name: 'allium',
    keeps: true,
    port: () => this.ports.allium,
    usage: () => this.allium.call('usage'),
  };
  readonly bareSide: Side = {
    name: 'bare',
    keeps: false,
    port: (protocol) => this.ports[protocol],
    usage: () => this.bare.call('usage'),
  };
  #admin: Credentials | undefined;
  #agent = new Agent({ keepAlive: true, maxSockets: 64 });

  /** Runs work beside a fresh control plane. @param settings by their flags' names in camel case, beside the usual ones */
  static use<T>(work: (stage: Stage) => Promise<T>, settings: Readonly<Record<string, string>> = {}): Promise<T> {
    return inTemporaryDirectory(async (directory) => {
      const stage = new Stage();
      try {
        await stage.#start(directory, settings);
        return await work(stage);
      } finally {
        await stage.#end();
      }
    });
  }

  /** One request to Allium, outside of any measuring. */
  async ask(wanted: Request): Promise<Answer> {
    return ask(wanted, this.#admin!, this.ports.allium, this.#agent);
  }

  async #start(directory: string, settings: Readonly<Record<string, string>>): Promise<void> {
    this.directory = directory;
    const { port } = await this.allium.call('start', { dataDir: directory, ...settings });
    const { h1, h2 } = await this.bare.call('start', await servingCredentials(directory));
    this.ports = { allium: port, h1, h2 };
    this.#admin = await adminCredentials(directory);
    await this.load.call('useCredentials', this.#admin);
  }

  async #end(): Promise<void> {
    this.#agent.destroy();
    await Promise.all([this.load.end(), this.allium.end(), this.bare.end()]);
  }
}
