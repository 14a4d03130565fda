/** What the revocation lists of the cluster's authorities have on them. */
import { X509Certificate } from 'node:crypto';
import { ALLIUM_GROUP, type IssuedCredential, REVOCATION_REASONS } from '../api/allium.ts';
import type { Revocation } from '../authentication/revocation/revocation.ts';
import { distinguishedName } from '../authentication/x509/certificate-user.ts';
import type { Objects } from '../controllers/objects.ts';
import type { CrlEntry } from '../pki/crl.ts';
import type { PemPair } from '../pki/pem-pair.ts';
import type { ApiRequest } from '../request/http.ts';
import { CRL_PATH, CrlRoute, PREVIOUS_CRL_PATH } from '../server/routes/crl/crl.ts';
import type { Clock } from '../util/clock.ts';
import type { Revocations } from './revocation.ts';

export interface CrlParts {
  readonly objects: Objects;
  readonly revocations: Revocations;
}

export interface CrlOptions {
  authority?(): PemPair;
  previousAuthority?(): PemPair | undefined;
  readonly clock: Clock;
}

/** Serves nothing where there is no authority. */
export function crlRoute(parts: CrlParts, { authority, previousAuthority, clock }: CrlOptions) {
  const listOf = (path: string, signer: () => PemPair | undefined) =>
    new CrlRoute({
      path,
      authority: signer,
      now: () => clock.now(),
      version: () => parts.revocations.index.version,
      entries: (certificate) => revokedBy(certificate, parts),
    });
  const current = listOf(CRL_PATH, () => authority?.());
  const previous = listOf(PREVIOUS_CRL_PATH, () => previousAuthority?.());
  return (request: ApiRequest) => current.handle(request) ?? previous.handle(request);
}

/** Each serial number once, as RFC 5280 asks for it. @param certificate the authority's, PEM */
export function revokedBy(certificate: string, parts: CrlParts): Iterable<CrlEntry> {
  return entriesOf(distinguishedName(new X509Certificate(certificate).subject), parts);
}

function* entriesOf(issuer: string, { objects, revocations }: CrlParts): Generator<CrlEntry> {
  const listed = new Set<string>();
  for (const revocation of revocations.index.all()) {
    if (revocation.kind !== 'certificate' || listed.has(revocation.key)) continue;
    if (revocation.issuer !== undefined && revocation.issuer !== issuer) continue;
    listed.add(revocation.key);
    yield entryOf(revocation.key, revocation);
  }
  for (const { spec = {} } of certificatesOf(objects)) {
    const { serialNumber, issuer: issuedBy } = spec;
    if (!serialNumber || issuedBy !== issuer || listed.has(serialNumber)) continue;
    const revocation = revocations.ofRecord(spec);
    if (revocation === undefined) continue;
    listed.add(serialNumber);
    yield entryOf(serialNumber, revocation);
  }
}

/** Those that a subject's revocation may have hit are known by their records alone. */
function certificatesOf(objects: Objects): Iterable<IssuedCredential> {
  const records = objects.list(objects.resource(ALLIUM_GROUP, 'issuedcredentials'));
  return records.map(({ object }) => object as IssuedCredential);
}

function entryOf(serialNumber: string, { reason, revokedAt }: Revocation): CrlEntry {
  return { serialNumber, revokedAt, reason: REVOCATION_REASONS.get(reason) ?? 0 };
}
