/** Who am I (authentication.k8s.io/v1 SelfSubjectReview): `kubectl auth whoami`. */
import type { Admission } from '../../admission/admission.ts';
import { rfc3339 } from '../../api/time.ts';
import { respondValue } from '../respond/json.ts';
import { admitPosted } from './admit-posted.ts';
import type { VirtualEndpoint } from './endpoint.ts';
import { readPosted } from './read-body.ts';

const GVK = { group: 'authentication.k8s.io', version: 'v1', kind: 'SelfSubjectReview' };

export function selfSubjectReviews(admission: Admission, now: () => number): VirtualEndpoint {
  return {
    group: GVK.group,
    version: GVK.version,
    name: 'selfsubjectreviews',
    singular: 'selfsubjectreview',
    kind: GVK.kind,
    namespaced: false,
    verbs: ['create'],
    async handle(context, info) {
      const posted = await readPosted(context, GVK, 'V1SelfSubjectReview');
      const { object } = posted;
      const admitted = await admitPosted(admission, posted, GVK, context, info);
      await admitted.validate();
      const { name, uid, groups, extra } = context.user;
      object.metadata = { creationTimestamp: rfc3339(now()) };
      object.status = { userInfo: { username: name, ...(uid && { uid }), groups, ...(extra && { extra }) } };
      return respondValue(context.request, 201, object);
    },
  };
}
