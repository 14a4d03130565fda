/** A node asks for certificates for itself alone. */
import { CertificateRequestError, readCertificateRequest } from '../../../api/certificates/certificate-request.ts';
import { KUBELET_CLIENT, KUBELET_SERVING } from '../../../api/certificates/signers.ts';
import type { NodeRequest } from './node-request.ts';

export function certificateRequestFault({ attributes, nodeName }: NodeRequest): string | undefined {
  if (attributes.operation !== 'CREATE') return undefined;
  const { signerName, request } = attributes.object!.spec ?? {};
  if (signerName !== KUBELET_CLIENT && signerName !== KUBELET_SERVING) return undefined;
  try {
    const { subject } = readCertificateRequest(Buffer.from(request ?? '', 'base64').toString('latin1'));
    const user = `system:node:${nodeName}`;
    return subject.commonName === user ? undefined : `can only create a node CSR with CN=${user}`;
  } catch (error) {
    if (error instanceof CertificateRequestError) return `unable to parse csr: ${error.message}`;
    throw error;
  }
}
