import type { AdmissionPlugin, Operation } from '../../admission.ts';

/**
 * ResourceQuota: what a namespace may hold and use. It stands last in the chain, and its place is the commit itself: a
 * write is charged together with the object or not at all (src/registry/quota), so that the chain has nothing to call.
 * https://kubernetes.io/docs/reference/access-authn-authz/admission-controllers/#resourcequota
 */
export class ResourceQuota implements AdmissionPlugin {
  readonly name = 'ResourceQuota';
  readonly judgesInCommit = true;

  handles(operation: Operation): boolean {
    return operation === 'CREATE' || operation === 'UPDATE';
  }
}
