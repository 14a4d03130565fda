import type { AdmissionAttributes } from '../../admission/admission.ts';
import type { GroupVersionKind, KubeObject } from '../../api/object.ts';
import type { RequestContext } from '../../request/context.ts';
import type { ResourceRequest } from '../../request/request-info.ts';
import { told } from '../admit.ts';
import type { OperationOptions } from '../options/operation-options.ts';

/** A POST to an endpoint that stores nothing, as admission sees it. */
export function creationOf(
  object: KubeObject,
  kind: GroupVersionKind,
  context: RequestContext,
  { group, version, resource, subresource, namespace, name }: ResourceRequest,
  options: OperationOptions,
): AdmissionAttributes {
  return {
    operation: 'CREATE',
    kind,
    resource: { group, version, resource },
    subresource,
    namespace,
    name: name || object.metadata.name || '',
    object,
    oldObject: undefined,
    ...options,
    user: context.user,
    deadline: context.deadline,
    requester: { user: context.impersonator ?? context.user, credential: context.credential },
    warn: (text) => context.warnings.push(text),
    ...told(context),
  };
}
