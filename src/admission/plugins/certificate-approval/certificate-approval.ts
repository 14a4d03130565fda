/**
 * CertificateApproval: who approves or denies a certificate request may do so for its signer.
 * https://kubernetes.io/docs/reference/access-authn-authz/admission-controllers/#certificateapproval
 */
import { goQuote } from '../../../api/go-format.ts';
import { forbidden } from '../../../api/status.ts';
import type { AdmissionAttributes, AdmissionPlugin, Operation } from '../../admission.ts';
import { isSigningRequest, type SignerPermission } from './signer-permission.ts';

export class CertificateApproval implements AdmissionPlugin {
  readonly name = 'CertificateApproval';
  readonly #permission: SignerPermission;

  constructor(permission: SignerPermission) {
    this.#permission = permission;
  }

  handles(operation: Operation): boolean {
    return operation === 'UPDATE';
  }

  validate(attributes: AdmissionAttributes): void | Promise<void> {
    if (isSigningRequest(attributes) && attributes.subresource === 'approval') return this.#check(attributes);
  }

  async #check(attributes: AdmissionAttributes): Promise<void> {
    // Threat: the new object could name another signer; what is stored is what is approved.
    const signer: string = attributes.oldObject?.spec?.signerName ?? '';
    if (await this.#permission.allows(attributes.user, 'approve', signer)) return;
    const why = `user not permitted to approve requests with signerName ${goQuote(signer)}`;
    throw forbidden(attributes.resource, attributes.name, why);
  }
}
