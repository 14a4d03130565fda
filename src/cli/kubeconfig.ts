/** The server and the identity that commands use: a kubeconfig, as kubectl reads it. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { delimiter, dirname, join, resolve } from 'node:path';
import type { Endpoint } from '../client/https.ts';
import { ConfigError } from '../config/errors.ts';

type Fields = Readonly<Record<string, any>>;

/** What the process knows: handed in, for tests. */
export interface KubeconfigPorts {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly workingDirectory: string;
  exists(path: string): boolean;
}

const PROCESS: KubeconfigPorts = { env: process.env, workingDirectory: process.cwd(), exists: existsSync };

/**
 * The flag, else the first file of $KUBECONFIG that exists, else what `allium up` wrote below the working directory,
 * else kubectl's default.
 * @throws ConfigError when there is none
 */
export function kubeconfigPath(flag: string | undefined, ports: KubeconfigPorts = PROCESS): string {
  const { env, workingDirectory } = ports;
  if (flag !== undefined) return resolve(workingDirectory, flag);
  const named = (env.KUBECONFIG ?? '').split(delimiter).filter((path) => path !== '');
  const others = [join('.allium', 'admin.kubeconfig'), join(env.HOME ?? homedir(), '.kube', 'config')];
  const candidates = (named.length > 0 ? named : others).map((path) => resolve(workingDirectory, path));
  const found = candidates.find((path) => ports.exists(path));
  if (found === undefined) {
    throw new ConfigError(`no kubeconfig: none of ${candidates.join(', ')} exists. Name one with --kubeconfig.`);
  }
  return found;
}

/** @throws ConfigError when it cannot be read or leaves open who asks whom */
export async function readKubeconfig(path: string): Promise<Endpoint> {
  const config = await parse(path);
  const context = named(config, 'contexts', 'context', config['current-context'], path);
  const cluster = named(config, 'clusters', 'cluster', context.cluster, path);
  const user: Fields = context.user ? named(config, 'users', 'user', context.user, path) : {};
  refuse(cluster, user, path);
  const read = (fields: Fields, name: string) => inlineOrFile(fields, name, dirname(path));
  const authority = await read(cluster, 'certificate-authority');
  const certificate = await read(user, 'client-certificate');
  const privateKey = await read(user, 'client-key');
  const token = user.token ?? (user.tokenFile && (await readText(resolve(dirname(path), user.tokenFile))).trim());
  return {
    server: String(cluster.server),
    ...(authority !== undefined && { authority }),
    ...(cluster['tls-server-name'] !== undefined && { serverName: String(cluster['tls-server-name']) }),
    ...(certificate !== undefined && { certificate }),
    ...(privateKey !== undefined && { privateKey }),
    ...(token && { token: String(token) }),
  };
}

/** Ways to prove an identity, or to do without one, that commands of ours do not go. */
function refuse(cluster: Fields, user: Fields, path: string): void {
  if (cluster['insecure-skip-tls-verify']) {
    throw new ConfigError(`${path} skips the verification of the server: give it a certificate-authority instead`);
  }
  const foreign = ['exec', 'auth-provider'].find((name) => user[name] !== undefined);
  if (foreign) throw new ConfigError(`${path} proves its user by ${foreign}: only certificates and tokens are read`);
}

async function parse(path: string): Promise<Fields> {
  const { parse: parseYaml } = await import('yaml');
  const text = await readText(path);
  try {
    const config: unknown = parseYaml(text, { maxAliasCount: 0 });
    if (typeof config === 'object' && config !== null) return config;
  } catch {
    // The message would show a piece of the file, which may be a key.
  }
  throw new ConfigError(`${path} is no kubeconfig`);
}

function named(config: Fields, list: string, field: string, name: unknown, path: string): Fields {
  const entries: unknown = config[list];
  const found = Array.isArray(entries) ? entries.find((entry) => entry?.name === name)?.[field] : undefined;
  if (!found) throw new ConfigError(`${path} has no ${field} ${JSON.stringify(name ?? '')}`);
  return found;
}

async function inlineOrFile(fields: Fields, name: string, directory: string): Promise<string | undefined> {
  const inline: unknown = fields[`${name}-data`];
  if (typeof inline === 'string') return Buffer.from(inline, 'base64').toString();
  const file: unknown = fields[name];
  return typeof file === 'string' && file !== '' ? readText(resolve(directory, file)) : undefined;
}

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    throw new ConfigError(`cannot read ${path}: ${(error as Error).message}`);
  }
}
