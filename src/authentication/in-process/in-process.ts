import type { Credential } from '../../request/credential.ts';
import type { ApiRequest } from '../../request/http.ts';
import { GROUP_AUTHENTICATED, type UserInfo } from '../../request/user-info.ts';
import type { Authentication, Authenticator } from '../authenticator.ts';

interface Identity {
  readonly user: UserInfo;
  readonly credential?: Credential | undefined;
}

/**
 * The control plane's own parts, whose requests never cross a wire. Who made a request is known by the request object
 * itself: nothing that a client can send makes it one of these.
 */
export class InProcessAuthenticator implements Authenticator {
  readonly name = 'in-process';
  readonly #users = new WeakMap<ApiRequest, Identity>();

  /** @returns the request, known from now on to be this user's */
  register(request: ApiRequest, user: UserInfo): ApiRequest {
    const groups = user.groups.includes(GROUP_AUTHENTICATED) ? user.groups : [...user.groups, GROUP_AUTHENTICATED];
    return this.pass(request, { user: { ...user, groups } });
  }

  /** For a request that is made on behalf of one who was authenticated before, exactly as he is. */
  pass(request: ApiRequest, { user, credential }: Identity): ApiRequest {
    this.#users.set(request, { user, ...(credential && { credential }) });
    return request;
  }

  knows(request: ApiRequest): boolean {
    return this.#users.has(request);
  }

  authenticate(request: ApiRequest): Authentication {
    const identity = this.#users.get(request);
    return identity ? { outcome: 'authenticated', ...identity, method: this.name } : { outcome: 'no-opinion' };
  }
}
