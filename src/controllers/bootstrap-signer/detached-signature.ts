import { createHmac } from 'node:crypto';

const encode = (text: string) => Buffer.from(text).toString('base64url');

/**
 * A JWS without its payload (RFC 7515, appendix F), signed with a bootstrap token. Clients make it themselves and
 * compare the texts: the header's fields have this order and no spaces.
 */
export function detachedSignature(content: string, tokenId: string, tokenSecret: string): string {
  const header = encode(JSON.stringify({ alg: 'HS256', kid: tokenId }));
  const signature = createHmac('sha256', tokenSecret)
    .update(`${header}.${encode(content)}`)
    .digest('base64url');
  return `${header}..${signature}`;
}
