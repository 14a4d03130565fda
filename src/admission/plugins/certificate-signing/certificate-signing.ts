/**
 * CertificateSigning: who writes a certificate, or fails a request, may sign for its signer.
 * https://kubernetes.io/docs/reference/access-authn-authz/admission-controllers/#certificatesigning
 */
import { goQuote } from '../../../api/go-format.ts';
import type { KubeObject } from '../../../api/object.ts';
import { forbidden } from '../../../api/status.ts';
import { deepEqual } from '../../../util/deep-equal.ts';
import type { AdmissionAttributes, AdmissionPlugin, Operation } from '../../admission.ts';
import { isSigningRequest, type SignerPermission } from '../certificate-approval/signer-permission.ts';

export class CertificateSigning implements AdmissionPlugin {
  readonly name = 'CertificateSigning';
  readonly #permission: SignerPermission;

  constructor(permission: SignerPermission) {
    this.#permission = permission;
  }

  handles(operation: Operation): boolean {
    return operation === 'UPDATE';
  }

  validate(attributes: AdmissionAttributes): void | Promise<void> {
    if (isSigningRequest(attributes) && attributes.subresource === 'status') return this.#check(attributes);
  }

  async #check(attributes: AdmissionAttributes): Promise<void> {
    const { object, oldObject } = attributes;
    if (deepEqual(answerOf(object), answerOf(oldObject))) return;
    const signer: string = oldObject?.spec?.signerName ?? '';
    if (await this.#permission.allows(attributes.user, 'sign', signer)) return;
    const why = `user not permitted to sign requests with signerName ${goQuote(signer)}`;
    throw forbidden(attributes.resource, attributes.name, why);
  }
}

function answerOf(request: KubeObject | undefined) {
  const { certificate = '', conditions = [] } = request?.status ?? {};
  return { certificate, conditions };
}
