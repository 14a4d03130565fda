import type { UserInfo } from '../../../request/user-info.ts';
import type { AdmissionAttributes } from '../../admission.ts';

/** Who may speak for which signer. */
export interface SignerPermission {
  /** Also true when the user may do it for all signers of the signer's domain. */
  allows(user: UserInfo, verb: 'approve' | 'attest' | 'sign', signerName: string): boolean | Promise<boolean>;
}

export function isSigningRequest({ resource }: AdmissionAttributes): boolean {
  return resource.group === 'certificates.k8s.io' && resource.resource === 'certificatesigningrequests';
}
