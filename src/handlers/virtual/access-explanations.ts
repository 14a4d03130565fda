/** Why may somebody do something, or not; and who can (allium.dev/v1alpha1): `allium can`, `allium who-can`. */
import { ALLIUM_GROUP, ALLIUM_VERSION } from '../../api/allium.ts';
import { type FieldError, invalidValue, path } from '../../api/field.ts';
import { invalid } from '../../api/status.ts';
import type { Authorizer } from '../../authorization/authorizer.ts';
import type { RbacIndex } from '../../authorization/rbac/rbac-index.ts';
import { explain } from '../../explain/explain.ts';
import type { SearchPorts } from '../../explain/who-can/search.ts';
import { MOST_HOLDERS, type Page, whoCan } from '../../explain/who-can/who-can.ts';
import { modelName } from '../../schema/own/model.ts';
import { respondValue } from '../respond/json.ts';
import type { VirtualEndpoint } from './endpoint.ts';
import { readPosted } from './read-body.ts';
import { questionOf, userOf } from './review-attributes.ts';
import { validateReviewSpec } from './review-validation.ts';

interface Answering {
  validate(spec: any): FieldError[];
  answer(spec: any): Promise<object>;
}

/** Whoever may create them sees roles and bindings of all namespaces in the answers. */
export function accessExplanations(authorizer: Authorizer, rbac: RbacIndex, ports: SearchPorts): VirtualEndpoint[] {
  return [
    endpoint('AccessExplanation', 'accessexplanations', {
      validate: (spec) => validateReviewSpec(spec, false),
      async answer(spec) {
        const { attributes, problems } = questionOf(userOf(spec), spec);
        const status = await explain(authorizer, rbac, attributes);
        return problems.length === 0 ? status : { ...status, evaluationError: problems.join('; ') };
      },
    }),
    endpoint('AccessListing', 'accesslistings', {
      // It asks about nobody in particular.
      validate: (spec) => [...validateReviewSpec(spec, true), ...validateContinue(spec)],
      answer(spec) {
        const { attributes } = questionOf({ name: '', groups: [] }, spec);
        return whoCan(rbac, attributes, ports, pageOf(spec));
      },
    }),
  ];
}

interface ListingPage {
  readonly limit?: number;
  readonly continue?: string;
}

function pageOf({ limit = 0, continue: skip = '0' }: ListingPage): Page {
  return { limit: limit > 0 ? limit : MOST_HOLDERS, skip: Number(skip) };
}

/** What an answer gives to continue with is how many were told until then. */
function validateContinue({ continue: skip = '0' }: ListingPage): FieldError[] {
  if (/^\d{1,9}$/.test(skip)) return [];
  return [invalidValue(path('spec').child('continue'), skip, 'must be what an earlier answer gave')];
}

function endpoint(kind: string, name: string, { validate, answer }: Answering): VirtualEndpoint {
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
      const { spec = {} } = object;
      const errors = validate(spec);
      if (errors.length > 0) throw invalid(gvk, '', errors);
      return respondValue(context.request, 201, { ...object, status: await answer(spec) });
    },
  };
}
