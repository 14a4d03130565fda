import { timingSafeEqual } from 'node:crypto';
import {
  BOOTSTRAP_SECRET_PREFIX,
  BOOTSTRAP_TOKEN_NAMESPACE,
  type BootstrapToken,
  bootstrapTokenOf,
  hasExpired,
  parseBootstrapToken,
} from '../../api/bootstrap-token.ts';
import type { KubeObject } from '../../api/object.ts';
import { GROUP_AUTHENTICATED } from '../../request/user-info.ts';
import type { Authentication, Authenticator } from '../authenticator.ts';
import { bearerToken } from '../bearer-token.ts';

export interface BootstrapTokenOptions {
  /** A secret of kube-system, as it is now. */
  findSecret(name: string): KubeObject | undefined;
  /** Wall clock, in milliseconds. */
  now(): number;
}

const NO_OPINION: Authentication = { outcome: 'no-opinion' };

const BOOTSTRAPPERS = 'system:bootstrappers';
/** Tokens are for joining: no secret makes them more than that. */
const EXTRA_GROUP = /^system:bootstrappers:[a-z0-9:-]{0,255}[a-z0-9]$/;

/** Machines that join the cluster, by a token that a secret in kube-system holds. */
export function bootstrapTokenAuthenticator({ findSecret, now }: BootstrapTokenOptions): Authenticator {
  return {
    name: 'bootstrap-token',
    authenticate(request) {
      const text = bearerToken(request);
      const presented = text === undefined ? undefined : parseBootstrapToken(text);
      if (presented === undefined) return NO_OPINION;
      const stored = findSecret(BOOTSTRAP_SECRET_PREFIX + presented.id);
      // Others may have tokens that look like these.
      if (stored === undefined) return NO_OPINION;
      const token = bootstrapTokenOf(stored);
      if (token === undefined || !equal(token.secret, presented.secret)) return reject('is not valid');
      if (hasExpired(token, now())) return reject('has expired');
      if (!token.authentication) return reject('is not meant for authentication');
      return conclude(token);
    },
  };
}

function reject(why: string): Authentication {
  return { outcome: 'reject', reason: `the bootstrap token ${why}` };
}

function conclude(token: BootstrapToken): Authentication {
  const extra = token.extraGroups === '' ? [] : token.extraGroups.split(',');
  if (!extra.every((group) => EXTRA_GROUP.test(group))) return reject('names a group that it may not name');
  const groups = [BOOTSTRAPPERS, ...new Set(extra.toSorted()), GROUP_AUTHENTICATED];
  return {
    outcome: 'authenticated',
    method: 'bootstrap-token',
    user: { name: `system:bootstrap:${token.id}`, groups },
    credential: {
      id: `BootstrapToken=${token.id}`,
      tokenId: token.id,
      ...(token.expiresAt !== undefined && { expiresAt: token.expiresAt }),
      restsOn: [
        { resource: 'secrets', namespace: BOOTSTRAP_TOKEN_NAMESPACE, name: BOOTSTRAP_SECRET_PREFIX + token.id },
      ],
    },
  };
}

/** In a time that tells nothing. The length is no secret: it is the same for all tokens. */
function equal(expected: string, presented: string): boolean {
  const [one, other] = [Buffer.from(expected), Buffer.from(presented)];
  return one.length === other.length && timingSafeEqual(one, other);
}
