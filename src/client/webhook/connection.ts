import { readFile } from 'node:fs/promises';
import { Agent } from 'node:https';
import type { LookupFunction } from 'node:net';
import { createSecureContext, type SecureContext, type SecureContextOptions } from 'node:tls';
import { type Material, type WebhookConfig, WebhookConfigError } from './kubeconfig.ts';

/** Secrets and authorities as they are in their files now. */
export interface Credentials {
  readonly authority?: string;
  readonly certificate?: string;
  readonly privateKey?: string;
  readonly token?: string;
}

const MOST_SOCKETS = 128;
/** After this long, a connection that is not used is closed. */
const IDLE_MILLISECONDS = 30_000;

const CREDENTIAL_NAMES = ['authority', 'certificate', 'privateKey', 'token'] as const;

/** @throws WebhookConfigError when a file cannot be read */
export async function readCredentials(config: WebhookConfig): Promise<Credentials> {
  const read = CREDENTIAL_NAMES.map(async (name) => [name, await textOf(config[name])] as const);
  return Object.fromEntries((await Promise.all(read)).filter(([, value]) => value !== undefined));
}

async function textOf(material: Material | undefined): Promise<string | undefined> {
  if (material === undefined || 'data' in material) return material?.data;
  try {
    return await readFile(material.file, 'utf8');
  } catch (error) {
    throw new WebhookConfigError(`${material.file} cannot be read: ${(error as NodeJS.ErrnoException).code}`);
  }
}

/**
 * Keeps connections open between calls.
 * @throws WebhookConfigError when a certificate or key is none
 */
export function agentFor({ serverName }: WebhookConfig, credentials: Credentials, lookup?: LookupFunction): Agent {
  const { authority, certificate, privateKey } = credentials;
  if (authority?.includes('-----BEGIN CERTIFICATE-----') === false) {
    throw new WebhookConfigError('certificate-authority holds no PEM certificate');
  }
  return new Agent({
    keepAlive: true,
    maxSockets: MOST_SOCKETS,
    timeout: IDLE_MILLISECONDS,
    secureContext: secureContextOf({ ca: authority, cert: certificate, key: privateKey, minVersion: 'TLSv1.2' }),
    ...(serverName !== undefined && { servername: serverName }),
    ...(lookup && { lookup }),
  });
}

function secureContextOf(options: SecureContextOptions): SecureContext {
  try {
    return createSecureContext(options);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new WebhookConfigError(`client-certificate and client-key cannot be used: ${code}`);
  }
}

export function headersFor({ basic, userAgent }: WebhookConfig, { token }: Credentials): Record<string, string> {
  const common = { accept: 'application/json, */*', ...(userAgent && { 'user-agent': userAgent }) };
  if (token !== undefined) return { ...common, authorization: `Bearer ${token.trim()}` };
  if (basic === undefined) return common;
  const pair = Buffer.from(`${basic.username}:${basic.password}`).toString('base64');
  return { ...common, authorization: `Basic ${pair}` };
}
