/** What may I do here (authorization.k8s.io/v1 SelfSubjectRulesReview): `kubectl auth can-i --list`. */
import type { Admission } from '../../admission/admission.ts';
import { badRequest } from '../../api/status.ts';
import type { Authorizer, SubjectRules } from '../../authorization/authorizer.ts';
import { respondValue } from '../respond/json.ts';
import { admitPosted } from './admit-posted.ts';
import type { VirtualEndpoint } from './endpoint.ts';
import { readPosted } from './read-body.ts';

const GVK = { group: 'authorization.k8s.io', version: 'v1', kind: 'SelfSubjectRulesReview' };
/** Without a way to tell them, the list would read as complete when it is not. */
const NO_RULES: SubjectRules = {
  resourceRules: [],
  nonResourceRules: [],
  incomplete: 'the authorizer cannot tell what it allows',
};

export function selfSubjectRulesReviews(authorizer: Authorizer, admission: Admission): VirtualEndpoint {
  return {
    group: GVK.group,
    version: GVK.version,
    name: 'selfsubjectrulesreviews',
    singular: 'selfsubjectrulesreview',
    kind: GVK.kind,
    namespaced: false,
    verbs: ['create'],
    async handle(context, info) {
      const posted = await readPosted(context, GVK, 'V1SelfSubjectRulesReview');
      const { object } = posted;
      const admitted = await admitPosted(admission, posted, GVK, context, info);
      const namespace: string = object.spec?.namespace ?? '';
      if (namespace === '') throw badRequest('no namespace on request');
      await admitted.validate();
      const { incomplete, ...rules } = (await authorizer.rulesFor?.(context.user, namespace)) ?? NO_RULES;
      const gaps = incomplete === undefined ? { incomplete: false } : { incomplete: true, evaluationError: incomplete };
      return respondValue(context.request, 201, { ...object, metadata: {}, spec: {}, status: { ...rules, ...gaps } });
    },
  };
}
