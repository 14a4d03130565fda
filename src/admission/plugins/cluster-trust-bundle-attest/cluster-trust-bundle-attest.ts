/**
 * ClusterTrustBundleAttest: who publishes trust anchors for a signer may speak for the signer.
 * https://kubernetes.io/docs/reference/access-authn-authz/admission-controllers/#clustertrustbundleattest
 */
import { goQuote } from '../../../api/go-format.ts';
import type { KubeObject } from '../../../api/object.ts';
import { deepEqual } from '../../../util/deep-equal.ts';
import type { AdmissionAttributes, AdmissionPlugin, Operation } from '../../admission.ts';
import { concerns, refuse } from '../../concerns.ts';
import type { SignerPermission } from '../certificate-approval/signer-permission.ts';

export class ClusterTrustBundleAttest implements AdmissionPlugin {
  readonly name = 'ClusterTrustBundleAttest';
  readonly #permission: SignerPermission;

  constructor(permission: SignerPermission) {
    this.#permission = permission;
  }

  handles(operation: Operation): boolean {
    return operation === 'CREATE' || operation === 'UPDATE';
  }

  validate(attributes: AdmissionAttributes): void | Promise<void> {
    if (concerns(attributes, 'certificates.k8s.io', 'clustertrustbundles')) return this.#check(attributes);
  }

  async #check(attributes: AdmissionAttributes): Promise<void> {
    const { user, object, oldObject } = attributes;
    // A signer cannot be changed: the new object names the one that is stored.
    const signer: string = object!.spec?.signerName ?? '';
    if (signer === '' || (oldObject && deepEqual(withoutUpkeep(object!), withoutUpkeep(oldObject)))) return;
    if (await this.#permission.allows(user, 'attest', signer)) return;
    throw refuse(attributes, `user not permitted to attest for signerName ${goQuote(signer)}`);
  }
}

/** Without what garbage collection and storage migration write. */
function withoutUpkeep({ metadata, ...rest }: KubeObject): object {
  const kept: Partial<KubeObject['metadata']> = { ...metadata };
  for (const field of ['ownerReferences', 'finalizers', 'managedFields'] as const) delete kept[field];
  return { ...rest, metadata: kept };
}
