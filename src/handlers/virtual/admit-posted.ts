import type { Admission } from '../../admission/admission.ts';
import type { GroupVersionKind } from '../../api/object.ts';
import type { RequestContext } from '../../request/context.ts';
import type { ResourceRequest } from '../../request/request-info.ts';
import { mutateSeen } from '../admit.ts';
import { writing } from '../options/operation-options.ts';
import { creationOf } from './attributes.ts';
import type { PostedObject } from './read-body.ts';

/** Admission of a review, which is answered and stored nowhere: mutated now, validated once the server finds it sound. */
export async function admitPosted(
  admission: Admission,
  { object, options }: PostedObject,
  kind: GroupVersionKind,
  context: RequestContext,
  info: ResourceRequest,
): Promise<{ validate(): void | Promise<void> }> {
  const attributes = creationOf(object, kind, context, info, writing('CreateOptions', options));
  await mutateSeen(admission, context, attributes);
  return { validate: () => admission.validate(attributes) };
}
