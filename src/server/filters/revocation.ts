/** Credentials that were revoked before they expired: no request is answered with them, no stream goes on. */

import { unauthorized } from '../../api/status.ts';
import type { Revocation } from '../../authentication/revocation/revocation.ts';
import type { RequestContext } from '../../request/context.ts';
import type { Holder } from '../../request/credential.ts';
import type { ApiRequest, ApiResponse } from '../../request/http.ts';
import { ANONYMOUS_USER } from '../../request/user-info.ts';
import type { Stage } from '../chain.ts';
import type { OpenStreams } from './open-streams.ts';

/** Whose a stream is, and the request that it was opened with. */
export interface StreamOwner extends Holder {
  readonly request: ApiRequest;
}

export interface RevocationPorts {
  /** By what a credential is revoked. */
  find(holder: Holder): Revocation | undefined;
  readonly streams: OpenStreams<StreamOwner>;
  /** Whether a part of this process asks: those hold no credential, whatever their groups. */
  isOwn(context: RequestContext): boolean;
  /** Told of each refused request. */
  onRefused(context: RequestContext, revocation: Revocation): void;
  /** Told of each other request. */
  onAccepted(context: RequestContext): void;
}

/** Stands before impersonation: who acts as somebody else is who they are. The client is not told why it is refused. */
export function revocation(ports: RevocationPorts): Stage {
  const cuttable = (owner: StreamOwner, response: ApiResponse): ApiResponse => {
    const { body } = response;
    return typeof body === 'function' ? { ...response, body: ports.streams.own(owner, body) } : response;
  };
  return (context, next) => {
    const { user, credential, request } = context;
    // Threat: a certificate may have any name; only who has shown no credential holds none.
    const isAnonymous = credential === undefined && user.name === ANONYMOUS_USER;
    if (isAnonymous || ports.isOwn(context)) return next();
    const holder = { user, credential, request };
    const found = ports.find(holder);
    if (found !== undefined) {
      ports.onRefused(context, found);
      throw unauthorized();
    }
    ports.onAccepted(context);
    const response = next();
    return response instanceof Promise ? response.then((done) => cuttable(holder, done)) : cuttable(holder, response);
  };
}
