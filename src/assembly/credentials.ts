/** The controllers that keep the books of credentials. */
import { X509Certificate } from 'node:crypto';
import type { IssuedCredentialSpec } from '../api/allium.ts';
import { rfc3339 } from '../api/time.ts';
import { credentialOf, userOf } from '../authentication/x509/certificate-user.ts';
import type { Controller, ControllerPorts } from '../controllers/controller.ts';
import { CREDENTIAL_PRUNER, CredentialPruner } from '../controllers/credentials/pruner.ts';
import { CREDENTIAL_RECORDER, CredentialRecorder, type RecorderOptions } from '../controllers/credentials/recorder.ts';
import { USAGE_WRITER, type Usage, UsageWriter } from '../controllers/credentials/usage-writer.ts';
import { BACKDATE } from '../pki/validity.ts';
import { GROUP_AUTHENTICATED } from '../request/user-info.ts';

export interface CredentialsOptions {
  readonly usage: Usage;
  /** The certificates that the control plane hands out by itself, PEM. */
  readonly own: RecorderOptions['own'];
}

/** They share an identity. */
export const CREDENTIAL_CONTROLLER = 'credential-controller';

/** @param portsOf of one identity under several names */
export function credentialControllers(
  { usage, own }: CredentialsOptions,
  now: () => number,
  portsOf: (controller: string, identity: string) => ControllerPorts,
): Controller[] {
  const describe = (certificate: string) => describeCertificate(certificate, now());
  return [
    new CredentialRecorder({ describe, own }, portsOf(CREDENTIAL_RECORDER, CREDENTIAL_CONTROLLER)),
    new UsageWriter(usage, portsOf(USAGE_WRITER, CREDENTIAL_CONTROLLER)),
    new CredentialPruner(portsOf(CREDENTIAL_PRUNER, CREDENTIAL_CONTROLLER)),
  ];
}

/** What is recorded of a certificate that an authority of the cluster has issued. Undefined for one that names nobody. */
export function describeCertificate(certificate: string, now: number): IssuedCredentialSpec | undefined {
  const parsed = new X509Certificate(certificate);
  const user = userOf(parsed);
  if (user === undefined) return undefined;
  const { id, issuer = '', serialNumber = '' } = credentialOf(parsed);
  const issuedAt = Math.min(parsed.validFromDate.getTime() + BACKDATE, now);
  return {
    type: 'Certificate',
    credentialID: id,
    username: user.name,
    groups: user.groups.filter((group) => group !== GROUP_AUTHENTICATED),
    issuer,
    serialNumber,
    issuedAt: rfc3339(issuedAt),
    expiresAt: rfc3339(parsed.validToDate.getTime()),
  };
}
