/** A real rsyslog with its TLS driver, in a process of its own: what it takes is in a file. */
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ClientAuthority } from './client-authority.ts';
import { freePort } from './free-port.ts';
import { Running } from './run.ts';

const PROGRAM = '/usr/sbin/rsyslogd';
const DRIVER = ['/usr/lib/x86_64-linux-gnu', '/usr/lib/aarch64-linux-gnu', '/usr/lib64', '/usr/lib'].map((directory) =>
  join(directory, 'rsyslog/lmnsd_gtls.so'),
);

/** Why it cannot be tested here; false: it can. */
export const noRsyslog =
  existsSync(PROGRAM) && DRIVER.some((file) => existsSync(file))
    ? false
    : 'rsyslogd with its TLS driver is not installed';

export class Rsyslog {
  readonly port: number;
  readonly #directory: string;
  #process: Running | undefined;

  private constructor(directory: string, port: number) {
    this.#directory = directory;
    this.port = port;
  }

  /** Clients must have a certificate of the authority. */
  static async make(directory: string, authority: ClientAuthority): Promise<Rsyslog> {
    const rsyslog = new Rsyslog(join(directory, 'rsyslog'), await freePort());
    await rsyslog.#configure(authority);
    return rsyslog;
  }

  async #configure(authority: ClientAuthority): Promise<void> {
    const file = (name: string) => join(this.#directory, name);
    const { certificate, privateKey } = authority.server();
    await mkdir(this.#directory, { recursive: true });
    await writeFile(file('server.crt'), certificate);
    await writeFile(file('server.key'), privateKey, { mode: 0o600 });
    await writeFile(
      file('rsyslog.conf'),
      `global(
  workDirectory="${this.#directory}"
  maxMessageSize="1m"
  defaultNetstreamDriver="gtls"
  defaultNetstreamDriverCAFile="${authority.file}"
  defaultNetstreamDriverCertFile="${file('server.crt')}"
  defaultNetstreamDriverKeyFile="${file('server.key')}"
)
module(load="imtcp" streamDriver.name="gtls" streamDriver.mode="1" streamDriver.authMode="x509/certvalid")
template(name="fields" type="string" string="%pri% %app-name% %msgid% %timestamp:::date-rfc3339% %msg%\\n")
input(type="imtcp" address="127.0.0.1" port="${this.port}")
action(type="omfile" file="${file('taken.log')}" template="fields" asyncWriting="off" flushOnTXEnd="on")
`,
    );
  }

  async up(): Promise<void> {
    const flags = ['-n', '-f', join(this.#directory, 'rsyslog.conf'), '-i', join(this.#directory, 'pid')];
    this.#process = new Running(PROGRAM, flags, { env: { PATH: process.env.PATH! } });
    while (!(await answers(this.port))) await sleep(20);
  }

  readonly down = async (): Promise<void> => {
    if (this.#process?.isAlive) await this.#process.signal('SIGTERM');
  };

  /** The messages that it has taken, one a line. */
  async taken(): Promise<string[]> {
    const text = await readFile(join(this.#directory, 'taken.log'), 'utf8').catch(() => '');
    return text.split('\n').filter((line) => line.includes('audit.k8s.io/v1'));
  }
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}
