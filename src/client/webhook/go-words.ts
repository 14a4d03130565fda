/** Failed calls in the words of Go's HTTP client and of client-go, as kube-apiserver shows them. */
import type { WebhookError } from './errors.ts';

/** Who was called, as messages name it. */
export interface Callee {
  /** With the query. */
  readonly url: string;
  readonly serverName: string;
  /** `host:port` that was dialled. */
  readonly address: string;
}

const UNVERIFIED = 'tls: failed to verify certificate: x509:';
const UNKNOWN_AUTHORITY = `${UNVERIFIED} certificate signed by unknown authority`;
const EXPIRED = `${UNVERIFIED} certificate has expired or is not yet valid`;

type Telling = (callee: Callee) => string;

/** What Node calls a failed connection. */
const CONNECTION_FAILURES: ReadonlyMap<string, Telling> = new Map<string, Telling>([
  ['ETIMEDOUT', () => 'context deadline exceeded'],
  ['ECONNREFUSED', ({ address }) => `dial tcp ${address}: connect: connection refused`],
  ['EHOSTUNREACH', ({ address }) => `dial tcp ${address}: connect: no route to host`],
  ['ENETUNREACH', ({ address }) => `dial tcp ${address}: connect: network is unreachable`],
  ['ENOTFOUND', ({ serverName }) => `dial tcp: lookup ${serverName}: no such host`],
  ['EAI_AGAIN', ({ serverName }) => `dial tcp: lookup ${serverName}: server misbehaving`],
  ['EACCES', ({ serverName }) => `dial tcp: lookup ${serverName}: address not allowed`],
  ['ECONNRESET', () => 'EOF'],
  ['EPIPE', () => 'EOF'],
  ['EPROTO', () => 'http: server gave HTTP response to HTTPS client'],
  ['CERT_HAS_EXPIRED', () => EXPIRED],
  ['CERT_NOT_YET_VALID', () => EXPIRED],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', () => UNKNOWN_AUTHORITY],
  ['UNABLE_TO_GET_ISSUER_CERT', () => UNKNOWN_AUTHORITY],
  ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', () => UNKNOWN_AUTHORITY],
  ['SELF_SIGNED_CERT_IN_CHAIN', () => UNKNOWN_AUTHORITY],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', () => UNKNOWN_AUTHORITY],
  [
    'ERR_TLS_CERT_ALTNAME_INVALID',
    ({ serverName }) => `${UNVERIFIED} certificate is valid for other names, not ${serverName}`,
  ],
]);

const STATUS_TEXTS: ReadonlyMap<number, string> = new Map([
  [400, 'the server rejected our request for an unknown reason'],
  [401, 'the server has asked for the client to provide credentials'],
  [403, 'unknown'],
  [404, 'the server could not find the requested resource'],
  [405, 'the server does not allow this method on the requested resource'],
  [409, 'the server reported a conflict'],
  [422, 'the server rejected our request due to an error in our request'],
  [429, 'the server has received too many requests and has asked us to try again later'],
  [503, 'the server is currently unable to handle the request'],
  [504, 'the server was unable to return a response in the time allotted, but may still be processing the request'],
]);

/** Threat (CVE-2020-8561): upstream quotes the body of some answers; here no part of it is told. */
export function callFailure({ status, code, message }: WebhookError, callee: Callee): string {
  if (status !== undefined) return STATUS_TEXTS.get(status) ?? otherStatus(status);
  if (code !== undefined) return `Post "${callee.url}": ${CONNECTION_FAILURES.get(code)?.(callee) ?? code}`;
  return message;
}

function otherStatus(status: number): string {
  return status >= 500
    ? 'an error on the server ("unknown") has prevented the request from succeeding'
    : `the server responded with the status code ${status} but did not return more information`;
}
