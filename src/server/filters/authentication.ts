import { unauthorized } from '../../api/status.ts';
import type { Authentication, Authenticator } from '../../authentication/authenticator.ts';
import type { RequestContext } from '../../request/context.ts';
import type { Next, Stage } from '../chain.ts';

/** Who asks. No identity, or a bad one, ends here with 401; the reason stays in the log. */
export function authentication(authenticator: Authenticator): Stage {
  const proceed = (context: RequestContext, found: Authentication, next: Next) => {
    if (found.outcome !== 'no-opinion' && found.notes) context.credentialNotes = found.notes;
    if (found.outcome !== 'authenticated') throw unauthorized();
    context.user = found.user;
    context.method = found.method;
    if (found.credential !== undefined) context.credential = found.credential;
    return next();
  };
  return (context, next) => {
    const found = authenticator.authenticate(context.request);
    return found instanceof Promise
      ? found.then((done) => proceed(context, done, next))
      : proceed(context, found, next);
  };
}
