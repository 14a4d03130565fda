/** What a kubeconfig says of a webhook: where it is, whom to trust there, and as whom to call. */
import { isIP } from 'node:net';
import { resolve } from 'node:path';

/** PEM, or the path of a file of it. */
export type Material = { readonly data: string } | { readonly file: string };

export interface WebhookConfig extends WebhookUser {
  readonly url: URL;
  /** Undefined: the authorities that the host trusts. */
  readonly authority: Material | undefined;
  /** Undefined: the host of the URL. */
  readonly serverName: string | undefined;
  /** Absent: it is not told who calls. */
  readonly userAgent?: string;
}

/** As whom a webhook is called. */
export interface WebhookUser {
  readonly certificate: Material | undefined;
  readonly privateKey: Material | undefined;
  readonly token: Material | undefined;
  readonly basic: { readonly username: string; readonly password: string } | undefined;
}

/** A kubeconfig that cannot be used; the message says what is wrong with it and never what it holds. */
export class WebhookConfigError extends Error {
  override readonly name = 'WebhookConfigError';
}

type Fields = Readonly<Record<string, unknown>>;

/** What would weaken the connection, or run programs: refused rather than passed over. */
const REFUSED_CLUSTER = new Map([
  ['insecure-skip-tls-verify', 'the webhook must be verified: give its certificate-authority instead'],
  ['proxy-url', 'proxies are not supported'],
]);
const REFUSED_USER = new Map([
  ['exec', 'credential plugins are not supported'],
  ['auth-provider', 'credential plugins are not supported'],
  ['as', 'impersonation is not supported'],
]);

/**
 * @param directory which the paths in it are relative to
 * @throws WebhookConfigError
 */
export function readWebhookConfig(kubeconfig: unknown, directory: string): WebhookConfig {
  const root = fieldsOf(kubeconfig, 'the kubeconfig');
  const context = named(root, 'contexts', 'context', text(root, 'current-context') ?? onlyName(root));
  const cluster = named(root, 'clusters', 'cluster', text(context, 'cluster'));
  const userName = text(context, 'user');
  const user = userName === undefined ? {} : named(root, 'users', 'user', userName);
  refuse(cluster, REFUSED_CLUSTER);
  return {
    url: serverOf(cluster),
    authority: materialOf(cluster, 'certificate-authority', directory),
    serverName: serverNameOf(cluster),
    ...readUser(user, directory),
  };
}

/**
 * The users of a kubeconfig that is for several webhooks, by their names, and the one of its current context under ''.
 * @throws WebhookConfigError
 */
export function readWebhookUsers(kubeconfig: unknown, directory: string): Map<string, WebhookUser> {
  const root = fieldsOf(kubeconfig, 'the kubeconfig');
  const entries = Array.isArray(root.users) ? root.users.map((entry) => fieldsOf(entry, 'an entry of users')) : [];
  const users = new Map(
    entries.map((entry) => [text(entry, 'name') ?? '', readUser(fieldsOf(entry.user ?? {}, 'user'), directory)]),
  );
  const context = text(root, 'current-context');
  const current = context === undefined ? undefined : text(named(root, 'contexts', 'context', context), 'user');
  const user = current === undefined ? undefined : users.get(current);
  return user ? users.set('', user) : users;
}

function readUser(user: Fields, directory: string): WebhookUser {
  refuse(user, REFUSED_USER);
  const certificate = materialOf(user, 'client-certificate', directory);
  const privateKey = materialOf(user, 'client-key', directory);
  if ((certificate === undefined) !== (privateKey === undefined)) {
    throw new WebhookConfigError('client-certificate and client-key belong together: give both or neither');
  }
  return { certificate, privateKey, token: tokenOf(user, directory), basic: basicOf(user) };
}

function fieldsOf(value: unknown, what: string): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new WebhookConfigError(`${what} must be an object`);
  }
  return value as Fields;
}

function text(fields: Fields, name: string): string | undefined {
  const value = Object.hasOwn(fields, name) ? fields[name] : undefined;
  if (value === undefined || value === null || value === '') return undefined;
  if (typeof value !== 'string') throw new WebhookConfigError(`${name} must be a string`);
  return value;
}

/** For kubeconfigs without current-context: the context that there is only one of. */
function onlyName(root: Fields): string | undefined {
  const contexts = Array.isArray(root.contexts) ? root.contexts : [];
  return contexts.length === 1 ? text(fieldsOf(contexts[0], 'an entry of contexts'), 'name') : undefined;
}

/** The entry of a kubeconfig's list of named entries. */
function named(root: Fields, list: string, field: string, name: string | undefined): Fields {
  if (name === undefined) throw new WebhookConfigError(`no ${field} is named`);
  const entries = Array.isArray(root[list]) ? root[list] : [];
  const found = entries.map((entry) => fieldsOf(entry, `an entry of ${list}`)).find((entry) => entry.name === name);
  if (!found) throw new WebhookConfigError(`${list} has no entry ${JSON.stringify(name)}`);
  return fieldsOf(found[field], `${field} ${JSON.stringify(name)}`);
}

function refuse(fields: Fields, refused: ReadonlyMap<string, string>): void {
  for (const [name, reason] of refused) {
    if (fields[name]) throw new WebhookConfigError(`${name} cannot be used: ${reason}`);
  }
}

/** Threat: tokens and decisions cross this connection, so that it is never in the clear. */
function serverOf(cluster: Fields): URL {
  const server = text(cluster, 'server') ?? '';
  const url = URL.parse(server);
  if (url?.protocol !== 'https:' || url.username !== '' || url.password !== '') {
    throw new WebhookConfigError('server must be an https URL without credentials');
  }
  return url;
}

function serverNameOf(cluster: Fields): string | undefined {
  const name = text(cluster, 'tls-server-name');
  if (name !== undefined && isIP(name)) throw new WebhookConfigError('tls-server-name must be a DNS name');
  return name;
}

/** Data wins over a file, as in client-go. */
function materialOf(fields: Fields, name: string, directory: string): Material | undefined {
  const data = text(fields, `${name}-data`);
  if (data !== undefined) return { data: Buffer.from(data, 'base64').toString('utf8') };
  const file = text(fields, name);
  return file === undefined ? undefined : { file: resolve(directory, file) };
}

/** A file wins over the token itself, as in client-go: it may be renewed. */
function tokenOf(user: Fields, directory: string): Material | undefined {
  const file = text(user, 'tokenFile');
  if (file !== undefined) return { file: resolve(directory, file) };
  const token = text(user, 'token');
  return token === undefined ? undefined : { data: token };
}

function basicOf(user: Fields): WebhookConfig['basic'] {
  const username = text(user, 'username');
  return username === undefined ? undefined : { username, password: text(user, 'password') ?? '' };
}
