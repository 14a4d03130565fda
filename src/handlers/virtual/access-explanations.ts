/** Why may somebody do something, or not; and who can (allium.dev/v1alpha1): `allium can`, `allium who-can`. */
import { ALLIUM_GROUP, ALLIUM_VERSION } from '../../api/allium.ts';
import type { KubeObject } from '../../api/object.ts';
import { invalid } from '../../api/status.ts';
import type { Authorizer } from '../../authorization/authorizer.ts';
import type { RbacIndex } from '../../authorization/rbac/rbac-index.ts';
import { explain } from '../../explain/explain.ts';
import { whoCan } from '../../explain/who-can.ts';
import { modelName } from '../../schema/own/model.ts';
import { respondValue } from '../respond/json.ts';
import type { VirtualEndpoint } from './endpoint.ts';
import { readPosted } from './read-body.ts';
import { questionOf, userOf } from './review-attributes.ts';
import { validateReviewSpec } from './review-validation.ts';

/** Whoever may create them sees roles and bindings of all namespaces in the answers. */
export function accessExplanations(authorizer: Authorizer, rbac: RbacIndex): VirtualEndpoint[] {
  return [
    endpoint('AccessExplanation', 'accessexplanations', async ({ spec }) => {
      const { attributes, problems } = questionOf(userOf(spec), spec);
      const status = await explain(authorizer, rbac, attributes);
      return problems.length === 0 ? status : { ...status, evaluationError: problems.join('; ') };
    }),
    endpoint('AccessListing', 'accesslistings', async ({ spec }) => {
      const { attributes } = questionOf({ name: '', groups: [] }, spec);
      return whoCan(rbac, attributes);
    }),
  ];
}

function endpoint(kind: string, name: string, answer: (object: KubeObject) => Promise<object>): VirtualEndpoint {
  const gvk = { group: ALLIUM_GROUP, version: ALLIUM_VERSION, kind };
  return {
    group: gvk.group,
    version: gvk.version,
    name,
    singular: kind.toLowerCase(),
    kind,
    namespaced: false,
    verbs: ['create'],
    async handle(context) {
      const { object } = await readPosted(context, gvk, modelName(gvk.version, kind));
      // A listing asks about nobody in particular.
      const errors = validateReviewSpec(object.spec ?? {}, kind === 'AccessListing');
      if (errors.length > 0) throw invalid(gvk, '', errors);
      return respondValue(context.request, 201, { ...object, status: await answer(object) });
    },
  };
}
