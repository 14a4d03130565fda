import type { X509Certificate } from 'node:crypto';
import type { Credential } from '../../request/credential.ts';
import { GROUP_AUTHENTICATED, type UserInfo } from '../../request/user-info.ts';

const CREDENTIAL_ID = 'authentication.kubernetes.io/credential-id';

function values(attribute: string | string[] | undefined): string[] {
  return attribute === undefined ? [] : Array.isArray(attribute) ? attribute : [attribute];
}

/** Names the certificate as kube-apiserver does, in users' extra and in audit. */
export function credentialIdOf(certificate: X509Certificate): string {
  return `X509SHA256=${certificate.fingerprint256.replaceAll(':', '').toLowerCase()}`;
}

/** @param lines as Node writes it: one attribute a line, the first first; RFC 2253 wants the last first */
export function distinguishedName(lines: string): string {
  return lines.split('\n').reverse().join(',');
}

/** What a revocation can name. */
export function credentialOf(certificate: X509Certificate): Credential {
  return {
    id: credentialIdOf(certificate),
    issuer: distinguishedName(certificate.issuer),
    serialNumber: certificate.serialNumber.toLowerCase().replace(/^0+(?=.)/, ''),
    issuedAt: certificate.validFromDate.getTime(),
    expiresAt: certificate.validToDate.getTime(),
  };
}

type Subject = Readonly<Record<string, string | string[] | undefined>>;

/** The legacy object holds the attributes' values; the subject's text would have to be unescaped. */
function subjectOf(certificate: X509Certificate): Subject {
  return certificate.toLegacyObject().subject as unknown as Subject;
}

/** Of several, the last, as in Go. */
export function commonNameOf(certificate: X509Certificate): string | undefined {
  return values(subjectOf(certificate).CN).at(-1);
}

/** The subject's common name is the user, its organizations are the groups. Undefined when it names nobody. */
export function userOf(certificate: X509Certificate): UserInfo | undefined {
  const subject = subjectOf(certificate);
  const name = values(subject.CN).at(-1);
  if (name === undefined || name === '') return undefined;
  const groups = [...new Set([...values(subject.O), GROUP_AUTHENTICATED])];
  return { name, groups, extra: { [CREDENTIAL_ID]: [credentialIdOf(certificate)] } };
}
