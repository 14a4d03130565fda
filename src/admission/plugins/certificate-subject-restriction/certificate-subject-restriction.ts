/**
 * CertificateSubjectRestriction: nobody gets into system:masters by a certificate request.
 * https://kubernetes.io/docs/reference/access-authn-authz/admission-controllers/#certificatesubjectrestriction
 */
import { type CertificateRequest, readCertificateRequest } from '../../../api/certificates/certificate-request.ts';
import { KUBE_APISERVER_CLIENT } from '../../../api/certificates/signers.ts';
import { forbidden } from '../../../api/status.ts';
import { GROUP_MASTERS } from '../../../request/user-info.ts';
import type { AdmissionAttributes, AdmissionPlugin, Operation } from '../../admission.ts';
import { isSigningRequest } from '../certificate-approval/signer-permission.ts';

export class CertificateSubjectRestriction implements AdmissionPlugin {
  readonly name = 'CertificateSubjectRestriction';

  handles(operation: Operation): boolean {
    return operation === 'CREATE';
  }

  validate(attributes: AdmissionAttributes): void {
    const { object, resource, name, subresource } = attributes;
    if (!isSigningRequest(attributes) || subresource !== '') return;
    if (object?.spec?.signerName !== KUBE_APISERVER_CLIENT) return;
    if (!parsed(attributes).subject.organizations.includes(GROUP_MASTERS)) return;
    const why = `use of ${KUBE_APISERVER_CLIENT} signer with ${GROUP_MASTERS} group is not allowed`;
    throw forbidden(resource, name, why);
  }
}

function parsed({ object, resource, name }: AdmissionAttributes): CertificateRequest {
  try {
    return readCertificateRequest(Buffer.from(object?.spec?.request ?? '', 'base64').toString('latin1'));
  } catch (error) {
    throw forbidden(resource, name, `failed to parse CSR: ${(error as Error).message}`);
  }
}
