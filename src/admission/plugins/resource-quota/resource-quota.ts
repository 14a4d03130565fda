import type { AdmissionPlugin } from '../../admission.ts';

/**
 * ResourceQuota: what a namespace may hold and use. It stands last in the chain, and its place is the commit itself: a
 * write is charged together with the object or not at all (src/registry/quota), so there is nothing left to do here.
 * https://kubernetes.io/docs/reference/access-authn-authz/admission-controllers/#resourcequota
 */
export class ResourceQuota implements AdmissionPlugin {
  readonly name = 'ResourceQuota';

  handles(): boolean {
    return false;
  }
}
