import type { KubeObject } from '../../api/object.ts';
import type { V1CertificateSigningRequest } from '../../schema/generated/types.ts';
import { AGE, column, type GroupTables, NAME, table } from '../table/columns.ts';
import { humanDuration } from '../table/duration.ts';

type CertificateSigningRequest = V1CertificateSigningRequest & KubeObject;

const NONE = '<none>';

/** `Approved,Issued`: the verdict, then what came of it. */
function condition({ status }: CertificateSigningRequest): string {
  const has = (type: string) => status?.conditions?.some((one) => one.type === type) ?? false;
  const verdict = has('Denied') ? 'Denied' : has('Approved') ? 'Approved' : 'Pending';
  return [verdict, ...(has('Failed') ? ['Failed'] : []), ...(status?.certificate ? ['Issued'] : [])].join(',');
}

const certificateSigningRequests = table<CertificateSigningRequest>(
  NAME,
  AGE,
  column('SignerName', 'Who is asked to sign.', ({ spec }) => spec?.signerName || NONE),
  column('Requestor', 'The user who asks.', ({ spec }) => spec?.username ?? ''),
  column('RequestedDuration', 'How long the certificate should be valid.', ({ spec }) =>
    spec?.expirationSeconds === undefined ? NONE : humanDuration(spec.expirationSeconds * 1000),
  ),
  column('Condition', 'Whether the request is approved or denied, and the certificate issued.', condition),
);

export const certificatesTables: GroupTables = new Map([['certificatesigningrequests', certificateSigningRequests]]);
