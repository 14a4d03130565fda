/** Bootstrap tokens: secrets by which machines join a cluster (type bootstrap.kubernetes.io/token). */
import type { KubeObject } from './object.ts';

export const BOOTSTRAP_TOKEN_NAMESPACE = 'kube-system';
export const BOOTSTRAP_TOKEN_TYPE = 'bootstrap.kubernetes.io/token';
export const BOOTSTRAP_SECRET_PREFIX = 'bootstrap-token-';

/** A token as it is written: `abcdef.0123456789abcdef`. */
export interface BootstrapTokenText {
  readonly id: string;
  readonly secret: string;
}

/** A token as its secret tells it. */
export interface BootstrapToken extends BootstrapTokenText {
  /** Milliseconds; undefined: never. What cannot be read has long been. */
  readonly expiresAt: number | undefined;
  readonly authentication: boolean;
  readonly signing: boolean;
  /** Comma-separated, as it was written. */
  readonly extraGroups: string;
}

const TOKEN = /^([a-z0-9]{6})\.([a-z0-9]{16})$/;
const SECRET_NAME = /^bootstrap-token-([a-z0-9]{6})$/;
const RFC3339 = /^(\d{4})-(\d\d)-(\d\d)T\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/;

export function parseBootstrapToken(text: string): BootstrapTokenText | undefined {
  const [, id, secret] = TOKEN.exec(text) ?? [];
  return id === undefined || secret === undefined ? undefined : { id, secret };
}

/** @returns undefined when it is no token, is being deleted, or does not belong to the id in its name */
export function bootstrapTokenOf({ type, data, metadata }: KubeObject): BootstrapToken | undefined {
  if (type !== BOOTSTRAP_TOKEN_TYPE || metadata.deletionTimestamp !== undefined) return undefined;
  const value = (key: string) => decoded(data, key);
  const [, id] = SECRET_NAME.exec(metadata.name ?? '') ?? [];
  const secret = value('token-secret');
  if (id === undefined || secret === '' || value('token-id') !== id) return undefined;
  return {
    id,
    secret,
    expiresAt: expiryOf(value('expiration')),
    authentication: value('usage-bootstrap-authentication') === 'true',
    signing: value('usage-bootstrap-signing') === 'true',
    extraGroups: value('auth-extra-groups'),
  };
}

export function hasExpired({ expiresAt }: Pick<BootstrapToken, 'expiresAt'>, now: number): boolean {
  return expiresAt !== undefined && expiresAt <= now;
}

/** For secrets of which nothing else needs to be right: when they are to be deleted. */
export function expirationOf({ data }: KubeObject): number | undefined {
  return expiryOf(decoded(data, 'expiration'));
}

function decoded(data: unknown, key: string): string {
  const values = (data ?? {}) as Record<string, unknown>;
  const value = Object.hasOwn(values, key) ? values[key] : undefined;
  return typeof value === 'string' ? Buffer.from(value, 'base64').toString('utf8') : '';
}

function expiryOf(text: string): number | undefined {
  if (text === '') return undefined;
  const [matched, year, month, day] = RFC3339.exec(text) ?? [];
  const isDay = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day))).getUTCDate() === Number(day);
  const time = matched !== undefined && isDay ? Date.parse(text) : Number.NaN;
  return Number.isNaN(time) ? -Infinity : time;
}
