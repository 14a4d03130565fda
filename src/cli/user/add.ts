/** A kubeconfig for a person, with a credential of its own. */
import { constants, existsSync } from 'node:fs';
import { access } from 'node:fs/promises';
import { dirname } from 'node:path';
import { parseDuration } from '../../api/duration.ts';
import { isDns1123Label } from '../../api/names.ts';
import { StatusError } from '../../api/status.ts';
import type { Endpoint } from '../../client/https.ts';
import { ConfigError } from '../../config/errors.ts';
import { PkiError } from '../../pki/errors.ts';
import { writeKubeconfig } from '../../pki/kubeconfig.ts';
import type { PemPair } from '../../pki/pem-pair.ts';
import { type Connection, connectTo } from '../connect.ts';
import { issueCertificate, type Wanted } from './issue-certificate.ts';
import { issueToken } from './issue-token.ts';
import { until } from './until.ts';
import { whoami } from './whoami.ts';

export interface Issuing extends Wanted {
  readonly token: boolean;
  /** Where the kubeconfig is written. */
  readonly file: string;
  /** Whether a file that is there may be replaced. */
  readonly replace: boolean;
}

/** Of certificates and of tokens. */
const SHORTEST_SECONDS = 600;
const PATIENCE_MILLISECONDS = 5000;

/** @returns seconds @throws ConfigError */
export function parseExpiry(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const parsed = parseDuration(text);
  if (!('seconds' in parsed)) throw new ConfigError('--expires must be a duration such as 30m, 8h or 720h');
  if (parsed.seconds < SHORTEST_SECONDS) throw new ConfigError('--expires must be at least 10m');
  return Math.floor(parsed.seconds);
}

/** @throws ConfigError, StatusError, PkiError */
export async function issue(connection: Connection, wanted: Issuing): Promise<void> {
  check(wanted);
  await checkFolder(wanted.file);
  const { client, endpoint } = connection;
  const credential = wanted.token
    ? { token: await issueToken(client, wanted) }
    : await issueCertificate(client, wanted);
  await tryOut(endpoint, credential);
  const facts = { cluster: 'allium', user: wanted.name, server: endpoint.server, authority: endpoint.authority ?? '' };
  await writeKubeconfig(wanted.file, { ...facts, client: credential });
}

function check({ name, groups, token, file, replace }: Issuing): void {
  if (name === '') throw new ConfigError('the name must not be empty');
  if (!replace && existsSync(file)) throw new ConfigError(`${file} exists: choose another file with --out`);
  if (!token) return;
  if (groups.length > 0) throw new ConfigError('a token has the groups of service accounts: leave out --group');
  const [wrong] = isDns1123Label(name);
  if (wrong)
    throw new ConfigError(`a token is a service account's, whose name ${JSON.stringify(name)} cannot be: ${wrong}`);
}

/** What is issued first and cannot be written then would be valid, and nobody's. */
async function checkFolder(file: string): Promise<void> {
  try {
    await access(dirname(file), constants.W_OK);
  } catch (error) {
    throw new ConfigError(`cannot write ${file}: ${(error as Error).message}. Choose another file with --out.`);
  }
}

/** A user who was revoked a moment ago is given nothing that works until the moment has passed. */
async function tryOut(endpoint: Endpoint, credential: PemPair | { readonly token: string }): Promise<void> {
  const { certificate: _, privateKey: __, token: ___, ...server } = endpoint;
  const { client, close } = connectTo({ ...server, ...credential });
  try {
    const works = await until(() => whoami(client).catch(unlessUnauthorized), PATIENCE_MILLISECONDS);
    if (works === undefined) {
      throw new PkiError('the new credential is refused: a CredentialRevocation hits it (kubectl get crev)');
    }
  } finally {
    close();
  }
}

function unlessUnauthorized(error: unknown): undefined {
  if (!(error instanceof StatusError && error.code === 401)) throw error;
}
