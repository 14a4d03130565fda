import { BOOTSTRAP_TOKEN_NAMESPACE, BOOTSTRAP_TOKEN_TYPE } from '../api/bootstrap-token.ts';
import { nameOf, type ObjectResource, type StoredObject } from './objects.ts';

/** Among all secrets there are few bootstrap tokens: only what may be one is parsed. */
export function isBootstrapToken(secrets: ObjectResource, stored: StoredObject): boolean {
  return (
    nameOf(secrets, stored.key).namespace === BOOTSTRAP_TOKEN_NAMESPACE &&
    stored.bytes.includes(BOOTSTRAP_TOKEN_TYPE) &&
    stored.object.type === BOOTSTRAP_TOKEN_TYPE
  );
}
