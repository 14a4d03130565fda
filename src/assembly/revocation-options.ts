/** What the control plane tells of revocations, and what it keeps people from revoking by mistake. */
import { X509Certificate } from 'node:crypto';
import type { CredentialUsage } from '../authentication/usage/credential-usage.ts';
import { credentialOf, userOf } from '../authentication/x509/certificate-user.ts';
import type { Holder } from '../request/credential.ts';
import type { Log } from '../server/log/log.ts';
import { Seldom } from '../server/log/seldom.ts';
import type { RevocationMetrics } from '../server/metrics/revocation-metrics.ts';
import type { RevocationOptions } from './revocation.ts';

/** @param administrator the certificate of the administrator's kubeconfig, PEM */
export function revocationOptions(
  administrator: () => string,
  usage: CredentialUsage,
  metrics: RevocationMetrics,
  log: Pick<Log, 'warn' | 'info'>,
  now: () => number,
): RevocationOptions {
  const seldom = new Seldom(now);
  return {
    lastWayIn: () => holderOf(administrator()),
    onAccepted({ credential, receivedAt, request }) {
      if (credential) usage.note(credential.id, receivedAt, request.remoteAddress);
    },
    onRefused({ id, user, credential, request }, { name, kind, reason }) {
      metrics.refused(kind);
      if (!seldom.isDue(credential?.id ?? user.name)) return;
      const who = { user: user.name, credential: credential?.id, from: request.remoteAddress };
      log.warn('a revoked credential was refused', { auditId: id, ...who, revocation: name, reason });
    },
    onStreamsEnded(count) {
      metrics.ended(count);
      if (count > 0) log.info('streams of revoked credentials were ended', { count });
    },
  };
}

function holderOf(certificate: string): Holder | undefined {
  const parsed = new X509Certificate(certificate);
  const user = userOf(parsed);
  return user && { user, credential: credentialOf(parsed) };
}
