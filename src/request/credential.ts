import type { UserInfo } from './user-info.ts';

/**
 * What names one credential, as far as it can be told: what a revocation matches, what audit and `allium user list`
 * show. Never the secret part of it.
 */
export interface Credential {
  /** Upstream's credential id: `X509SHA256=<hex>` of a certificate, `JTI=<id>` of a token. */
  readonly id: string;
  /** Of a certificate: its issuer's distinguished name (RFC 2253); of a token: its `iss`. */
  readonly issuer?: string;
  /** Of a certificate: lower-case hexadecimal without leading zeros. */
  readonly serialNumber?: string;
  /** Of a token: its `jti`. */
  readonly tokenId?: string;
  /** Milliseconds; of a certificate its `notBefore`, of a token its `iat`. */
  readonly issuedAt?: number;
  /** Milliseconds: from then on requests with it are refused, the time by which clocks may differ included. */
  readonly expiresAt?: number;
  /** What has to be there, and as it was, for it to count; absent: nothing. */
  readonly restsOn?: readonly Basis[];
}

/** A stored object, of the core group, that a credential rests on. */
export interface Basis {
  readonly resource: 'serviceaccounts' | 'pods' | 'secrets' | 'nodes';
  /** Empty for nodes. */
  readonly namespace: string;
  readonly name: string;
}

/** Who made a request, and by what: as authenticated, whomever the request acts as. */
export interface Holder {
  readonly user: UserInfo;
  readonly credential: Credential | undefined;
}
