/** What the control plane tells of revocations, and what it keeps people from revoking by mistake. */
import { X509Certificate } from 'node:crypto';
import { goQuote } from '../api/go-format.ts';
import type { CredentialUsage } from '../authentication/usage/credential-usage.ts';
import { credentialOf, userOf } from '../authentication/x509/certificate-user.ts';
import type { Holder } from '../request/credential.ts';
import type { Ending } from '../server/filters/open-streams.ts';
import type { Log } from '../server/log/log.ts';
import { seldom } from '../server/log/seldom.ts';
import type { RevocationMetrics } from '../server/metrics/revocation-metrics.ts';
import type { Clock } from '../util/clock.ts';
import type { RevocationOptions } from './revocation.ts';

const ENDED: Readonly<Record<Ending, string>> = {
  revoked: 'streams of revoked credentials were ended',
  invalid: 'streams of credentials whose account, pod, node or secret has gone were ended',
  expired: 'streams of expired credentials were ended',
};

/** @param administrator the certificate of the administrator's kubeconfig, PEM */
export function revocationOptions(
  administrator: () => string,
  usage: CredentialUsage,
  metrics: RevocationMetrics,
  log: Pick<Log, 'warn' | 'info'>,
  clock: Pick<Clock, 'now'>,
): RevocationOptions {
  const tellRefused = seldom(clock, (text) => log.warn(text));
  return {
    lastWayIn: () => holderOf(administrator()),
    onAccepted({ credential, receivedAt, request }) {
      if (credential) usage.note(credential.id, receivedAt, request.remoteAddress);
    },
    onRefused({ user, credential, request }, { name, kind, reason }) {
      metrics.refused(kind);
      const what = `${credential?.id ?? 'a credential'} of ${goQuote(user.name)} from ${request.remoteAddress}`;
      tellRefused(`refused ${what}: revoked by ${name} (${reason})`);
    },
    onStreamsEnded(why, count) {
      metrics.ended(why, count);
      log.info(ENDED[why], { count });
    },
  };
}

function holderOf(certificate: string): Holder | undefined {
  const parsed = new X509Certificate(certificate);
  const user = userOf(parsed);
  return user && { user, credential: credentialOf(parsed) };
}
