import { constants } from 'node:crypto';
import type { SecureServerOptions } from 'node:http2';
import { createSecureContext, type SecureContext } from 'node:tls';
import { DEFAULT_TLS_POLICY, policyOptions, type TlsPolicy } from '../tls/policy.ts';
import { type NamedPair, pairFor, pairsByName } from '../tls/server-names.ts';
import { type ListenerLimits, SESSION_MEMORY, STREAM_WINDOW } from './limits.ts';

/** PEM. */
export interface TlsMaterial {
  readonly certificate: string;
  readonly privateKey: string;
  /** Named to clients as those whose certificates are of use; who is let in is decided in authentication. */
  readonly clientAuthorities: readonly string[];
  readonly policy?: TlsPolicy;
  /** Shown in place of `certificate` to clients that ask for one of their names. */
  readonly named?: readonly NamedPair[];
}

/** kube-apiserver's interval of TCP keep-alive. */
const KEEP_ALIVE_DELAY = 180_000;

/** Finds the context for the name that a client asks for; undefined: the server's own. */
export type ContextFinder = (serverName: string) => SecureContext | undefined;

export function contextFinder(tls: TlsMaterial): ContextFinder {
  const contexts = (tls.named ?? []).map((pair) => ({
    ...pair,
    context: createSecureContext(secureContextOptions({ ...tls, ...pair })),
  }));
  const byName = pairsByName(contexts);
  return (serverName) => pairFor(byName, serverName)?.context;
}

export function secureContextOptions(tls: TlsMaterial) {
  return {
    cert: tls.certificate,
    key: tls.privateKey,
    ca: [...tls.clientAuthorities],
    ...policyOptions(tls.policy ?? DEFAULT_TLS_POLICY),
    // A resumed session would bring the client's certificate without its chain, and outlive a change of authorities.
    // Threat: renegotiating costs the client nothing and the server a signature, and could bring another certificate.
    secureOptions: constants.SSL_OP_NO_TICKET | constants.SSL_OP_NO_RENEGOTIATION,
  };
}

/** What Node takes for HTTP/1.1 on the same port, though its types do not tell. */
function http1Options(limits: ListenerLimits) {
  return {
    headersTimeout: limits.headersTimeout,
    requestTimeout: limits.requestTimeout,
    keepAliveTimeout: limits.idleTimeout,
    connectionsCheckingInterval: limits.checkInterval,
    maxHeaderSize: limits.maxHeaderSize,
    optimizeEmptyRequests: true,
  };
}

export function serverOptions(tls: TlsMaterial, limits: ListenerLimits, find: ContextFinder): SecureServerOptions {
  return {
    ...secureContextOptions(tls),
    ...http1Options(limits),
    allowHTTP1: true,
    SNICallback: (serverName, done) => done(null, find(serverName)),
    requestCert: true,
    rejectUnauthorized: false,
    handshakeTimeout: limits.handshakeTimeout,
    noDelay: true,
    keepAlive: true,
    keepAliveInitialDelay: KEEP_ALIVE_DELAY,
    maxHeaderListPairs: limits.maxHeaders,
    maxSessionMemory: SESSION_MEMORY,
    settings: {
      maxConcurrentStreams: limits.maxConcurrentStreams,
      initialWindowSize: STREAM_WINDOW,
      maxHeaderListSize: limits.maxHeaderSize,
      enablePush: false,
    },
  };
}
