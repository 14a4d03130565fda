/**
 * Nobody locks the door behind themselves by mistake: a revocation that hits the credential it is asked for with, or the
 * administrator's certificate that the control plane hands out, has to say so.
 */
import { ALLIUM_GROUP, type CredentialRevocation } from '../../../api/allium.ts';
import { forbidden } from '../../../api/status.ts';
import type { Holder } from '../../../request/credential.ts';
import type { AdmissionAttributes, AdmissionPlugin, Operation } from '../../admission.ts';

export const ALLOW_LOCKOUT = 'allium.dev/allow-lockout';

const RESOURCE = { group: ALLIUM_GROUP, resource: 'credentialrevocations' };
const REMEDY = `if that is what you want, set the annotation ${ALLOW_LOCKOUT}: "true" (allium user revoke: --allow-lockout)`;

export interface RevocationLockoutPorts {
  /** Whether the revocation hits this credential. */
  hits(revocation: CredentialRevocation, holder: Holder): boolean;
  /** What always gets an administrator in: the certificate of the administrator's kubeconfig. */
  lastWayIn(): Holder | undefined;
}

export class RevocationLockout implements AdmissionPlugin {
  readonly name = 'RevocationLockout';
  readonly #ports: RevocationLockoutPorts;

  constructor(ports: RevocationLockoutPorts) {
    this.#ports = ports;
  }

  /** What is revoked cannot be changed later. */
  handles(operation: Operation): boolean {
    return operation === 'CREATE';
  }

  validate({ resource, subresource, object, requester }: AdmissionAttributes): void {
    if (resource.group !== RESOURCE.group || resource.resource !== RESOURCE.resource || subresource !== '') return;
    const revocation = object as CredentialRevocation;
    const annotations = new Map(Object.entries(revocation.metadata.annotations ?? {}));
    if (annotations.get(ALLOW_LOCKOUT) === 'true') return;
    const refuse = (why: string) => forbidden(RESOURCE, revocation.metadata.name ?? '', `${why}; ${REMEDY}`);
    if (requester && this.#ports.hits(revocation, requester)) {
      throw refuse('this revokes the credential that you ask for it with');
    }
    const lastWayIn = this.#ports.lastWayIn();
    if (lastWayIn && this.#ports.hits(revocation, lastWayIn)) {
      throw refuse("this revokes the administrator's certificate, by which this control plane can always be reached");
    }
  }
}
