import { TOKEN_SECRET_TYPE } from '../api/token-secret.ts';
import { accountOf } from '../controllers/legacy-token/token-secret.ts';
import { nameOf, type Objects } from '../controllers/objects.ts';
import type { TokenSecret } from '../explain/who-can/identities.ts';

/** The secrets of a namespace that hold tokens of its service accounts. */
export function tokenSecretsIn(objects: Objects): (namespace: string) => TokenSecret[] {
  const secrets = objects.resource('', 'secrets');
  return (namespace) =>
    objects.list(secrets, namespace).flatMap((stored) => {
      // Nearly all are of other types: they are not even parsed.
      const account = stored.bytes.includes(TOKEN_SECRET_TYPE) ? accountOf(stored.object)?.name : undefined;
      return account ? [{ name: nameOf(secrets, stored.key).name, account }] : [];
    });
}
