import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** PEM. */
export interface Credentials {
  readonly authority: string;
  readonly certificate: string;
  readonly privateKey: string;
}

const read = (dataDir: string, name: string) => readFile(join(dataDir, 'pki', name), 'utf8');

async function credentials(dataDir: string, name: string): Promise<Credentials> {
  const [authority, certificate, privateKey] = await Promise.all([
    read(dataDir, 'ca.crt'),
    read(dataDir, `${name}.crt`),
    read(dataDir, `${name}.key`),
  ]);
  return { authority, certificate, privateKey };
}

/** The administrator's of the control plane in this folder. */
export const adminCredentials = (dataDir: string) => credentials(dataDir, 'admin');
export const servingCredentials = (dataDir: string) => credentials(dataDir, 'apiserver');
