/** A token for a person: of a service account that is theirs. */
import { ALLIUM_GROUP, ALLIUM_VERSION, type IssuedCredential, recordNameOf } from '../../api/allium.ts';
import type { KubeObject } from '../../api/object.ts';
import { StatusError } from '../../api/status.ts';
import type { ApiClient, Target } from '../../client/client.ts';
import { PkiError } from '../../pki/errors.ts';
import type { Wanted } from './issue-certificate.ts';
import { ACCOUNTS, accountUser, NAMESPACES, PEOPLE, RECORDS } from './targets.ts';
import { whoami } from './whoami.ts';

const DEFAULT_SECONDS = 8 * 3600;

interface TokenRequest extends KubeObject {
  status?: { token?: string; expirationTimestamp?: string };
}

/** @throws StatusError */
export async function issueToken(client: ApiClient, { name, expires = DEFAULT_SECONDS }: Wanted): Promise<string> {
  await ensure(client, NAMESPACES, 'Namespace', { name: PEOPLE });
  await ensure(client, { ...ACCOUNTS, namespace: PEOPLE }, 'ServiceAccount', { name, namespace: PEOPLE });
  const target = { ...ACCOUNTS, namespace: PEOPLE, name, subresource: 'token' };
  const asked = {
    apiVersion: 'authentication.k8s.io/v1',
    kind: 'TokenRequest',
    metadata: {},
    spec: { expirationSeconds: expires },
  };
  const { status = {} } = (await client.create(target, asked)) as TokenRequest;
  if (!status.token) throw new PkiError('the control plane has answered without a token');
  await record(client, name, status.token);
  return status.token;
}

async function ensure(client: ApiClient, target: Target, kind: string, metadata: KubeObject['metadata']) {
  await client.create(target, { apiVersion: 'v1', kind, metadata }).catch((error: unknown) => {
    if (!(error instanceof StatusError && error.reason === 'AlreadyExists')) throw error;
  });
}

/** Certificates are recorded by the control plane; tokens, which pods are given by the thousand, by who asks for one. */
async function record(client: ApiClient, name: string, token: string): Promise<void> {
  const { jti, iss, iat, exp } = claimsOf(token);
  const credentialID = `JTI=${jti}`;
  const object: IssuedCredential = {
    apiVersion: `${ALLIUM_GROUP}/${ALLIUM_VERSION}`,
    kind: 'IssuedCredential',
    metadata: { name: recordNameOf(credentialID) },
    spec: {
      type: 'Token',
      credentialID,
      username: accountUser(name),
      groups: ['system:serviceaccounts', `system:serviceaccounts:${PEOPLE}`],
      issuer: iss,
      tokenID: jti,
      issuedBy: await whoami(client),
      issuedAt: timeOf(iat),
      expiresAt: timeOf(exp),
    },
  };
  await client.create(RECORDS, object);
}

interface Claims {
  readonly jti: string;
  readonly iss: string;
  readonly iat: number;
  readonly exp: number;
}

/** The control plane has just made it: it is read, not verified. */
function claimsOf(token: string): Claims {
  return JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
}

function timeOf(seconds: number): string {
  return new Date(seconds * 1000).toISOString().replace('.000', '');
}
