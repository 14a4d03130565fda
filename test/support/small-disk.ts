/** A small file system of its own, for what happens when a disk is full. */
import { spawnSync } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Running } from './run.ts';

/** Users who are not root may mount in a user namespace, where the system lets them. */
const WAYS = [[], ['--map-root-user']];
const WAY = WAYS.find(
  (way) => spawnSync('unshare', [...way, '--mount', 'mount', '-t', 'tmpfs', 'none', '/mnt']).status === 0,
);

/** Why it cannot be tested here; false: it can. */
export const noSmallDisk = WAY ? false : 'no file system may be mounted here';

/** Mounted for its own process, and for those that run under it. */
export class SmallDisk {
  /** What a command is put behind, so that it sees the disk. */
  readonly under: readonly string[];
  readonly #holder: Running;
  readonly #path: string;

  private constructor(holder: Running, path: string) {
    const ways = WAY!.length > 0 ? ['--user', '--preserve-credentials'] : [];
    this.under = ['nsenter', '--target', String(holder.child.pid), ...ways, '--mount', '--'];
    this.#holder = holder;
    this.#path = path;
  }

  static async mount(path: string, kibibytes: number): Promise<SmallDisk> {
    await mkdir(path, { recursive: true });
    const script = `mount -t tmpfs -o size=${kibibytes}k,mode=700 none "$0" && echo mounted && exec sleep 600`;
    const env = { PATH: process.env.PATH! };
    const holder = new Running('unshare', [...WAY!, '--mount', 'sh', '-c', script, path], { env });
    await holder.says(/mounted/);
    return new SmallDisk(holder, path);
  }

  /** Where others see a file of it. */
  file(name: string): string {
    return join(`/proc/${this.#holder.child.pid}/root`, this.#path, name);
  }

  readonly unmount = async (): Promise<void> => {
    if (this.#holder.isAlive) await this.#holder.signal('SIGKILL');
  };
}
