/** What an access review asks, in the form in which authorizers are asked. */
import type { Attributes, SelectorRequirement } from '../../authorization/authorizer.ts';
import { fieldRequirements, labelRequirements } from '../../authorization/selectors.ts';
import type { UserInfo } from '../../request/user-info.ts';
import type {
  V1FieldSelectorAttributes,
  V1ResourceAttributes,
  V1SubjectAccessReviewSpec,
} from '../../schema/generated/types.ts';

export interface ReviewQuestion {
  readonly attributes: Attributes;
  /** What could not be read of it; a question without that is a wider one, so that it is asked all the same. */
  readonly problems: readonly string[];
}

export function userOf({ user = '', groups = [], uid, extra }: V1SubjectAccessReviewSpec): UserInfo {
  return { name: user, groups, ...(uid && { uid }), ...(extra && { extra }) };
}

export function questionOf(user: UserInfo, spec: V1SubjectAccessReviewSpec): ReviewQuestion {
  const { resourceAttributes, nonResourceAttributes } = spec;
  if (resourceAttributes) return resourceQuestion(user, resourceAttributes);
  const { verb = '', path = '' } = nonResourceAttributes ?? {};
  return { attributes: { ...NO_RESOURCE, user, verb, path }, problems: [] };
}

const NO_RESOURCE = {
  isResourceRequest: false,
  namespace: '',
  group: '',
  version: '',
  resource: '',
  subresource: '',
  name: '',
} as const;

function resourceQuestion(user: UserInfo, asked: V1ResourceAttributes): ReviewQuestion {
  const fields = readSelector('fieldSelector', asked.fieldSelector, fieldRequirements, isFieldRequirement);
  const labels = readSelector('labelSelector', asked.labelSelector, labelRequirements, isLabelRequirement);
  const { namespace = '', group = '', resource = '', subresource = '', name = '', verb = '' } = asked;
  return {
    attributes: {
      user,
      verb,
      isResourceRequest: true,
      namespace,
      group,
      version: asked.version || '*',
      resource,
      subresource,
      name,
      path: '',
      ...(fields.requirements.length > 0 && { fieldSelector: fields.requirements }),
      ...(labels.requirements.length > 0 && { labelSelector: labels.requirements }),
    },
    problems: [...fields.problems, ...labels.problems],
  };
}

interface ReadSelector {
  readonly requirements: readonly SelectorRequirement[];
  readonly problems: readonly string[];
}

const NOTHING: ReadSelector = { requirements: [], problems: [] };

function readSelector(
  field: string,
  selector: V1FieldSelectorAttributes | undefined,
  parse: (text: string) => readonly SelectorRequirement[],
  isKnown: (requirement: SelectorRequirement) => boolean,
): ReadSelector {
  const ignored = (how: string) => [`spec.resourceAttributes.${field} ${how} due to parse error`];
  if (!selector) return NOTHING;
  if (selector.rawSelector) {
    try {
      return { requirements: parse(selector.rawSelector), problems: [] };
    } catch {
      return { requirements: [], problems: ignored('ignored') };
    }
  }
  const all = (selector.requirements ?? []).map(({ key = '', operator = '', values = [] }) => ({
    key,
    operator,
    values,
  }));
  const requirements = all.filter(isKnown);
  if (requirements.length === all.length) return { requirements, problems: [] };
  return { requirements, problems: ignored(requirements.length > 0 ? 'partially ignored' : 'ignored') };
}

/** Fields have no more than the selectors of lists can say of them. */
function isFieldRequirement({ operator, values }: SelectorRequirement): boolean {
  return (operator === 'In' || operator === 'NotIn') && values.length === 1;
}

const LABEL_OPERATORS = new Set(['In', 'NotIn', 'Exists', 'DoesNotExist']);

function isLabelRequirement({ operator }: SelectorRequirement): boolean {
  return LABEL_OPERATORS.has(operator);
}
