import type { ApiRequest } from '../../request/http.ts';
import { GROUP_AUTHENTICATED, type UserInfo } from '../../request/user-info.ts';
import type { Authentication, Authenticator } from '../authenticator.ts';

/**
 * The control plane's own parts, whose requests never cross a wire. Who made a request is known by the request object
 * itself: nothing that a client can send makes it one of these.
 */
export class InProcessAuthenticator implements Authenticator {
  readonly name = 'in-process';
  readonly #users = new WeakMap<ApiRequest, UserInfo>();

  /** @returns the request, known from now on to be this user's */
  register(request: ApiRequest, user: UserInfo): ApiRequest {
    const groups = user.groups.includes(GROUP_AUTHENTICATED) ? user.groups : [...user.groups, GROUP_AUTHENTICATED];
    this.#users.set(request, { ...user, groups });
    return request;
  }

  knows(request: ApiRequest): boolean {
    return this.#users.has(request);
  }

  authenticate(request: ApiRequest): Authentication {
    const user = this.#users.get(request);
    return user ? { outcome: 'authenticated', user, method: this.name } : { outcome: 'no-opinion' };
  }
}
