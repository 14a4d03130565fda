/** What is wrong with the spec of an access review (k8s.io/kubernetes/pkg/apis/authorization/validation). */
import { type FieldError, type FieldPath, invalidValue, path, required } from '../../api/field.ts';
import { isSelectorOperator, validateOperator, validateRequirement } from '../../registry/validation/label-selector.ts';
import type {
  V1FieldSelectorAttributes,
  V1LabelSelectorRequirement,
  V1NonResourceAttributes,
  V1ResourceAttributes,
  V1SubjectAccessReviewSpec,
} from '../../schema/generated/types.ts';

const SPEC = path('spec');
const RESOURCE = SPEC.child('resourceAttributes');

type Asked = Pick<V1SubjectAccessReviewSpec, 'resourceAttributes' | 'nonResourceAttributes'>;

/** @param self the caller asks about himself, so that the spec names nobody */
export function validateReviewSpec(spec: V1SubjectAccessReviewSpec, self: boolean): FieldError[] {
  return [
    ...validateQuestion(spec),
    ...(self ? [] : validateSubject(spec)),
    ...validateSelector(
      spec.resourceAttributes?.fieldSelector,
      RESOURCE.child('fieldSelector'),
      validateFieldRequirement,
    ),
    ...validateSelector(
      spec.resourceAttributes?.labelSelector,
      RESOURCE.child('labelSelector'),
      validateLabelRequirement,
    ),
  ];
}

function validateQuestion({ resourceAttributes, nonResourceAttributes }: Asked): FieldError[] {
  if (resourceAttributes && nonResourceAttributes) {
    const text = 'cannot be specified in combination with resourceAttributes';
    return [invalidValue(SPEC.child('nonResourceAttributes'), shownAttributes(nonResourceAttributes), text)];
  }
  if (resourceAttributes || nonResourceAttributes) return [];
  const text = 'exactly one of nonResourceAttributes or resourceAttributes must be specified';
  return [invalidValue(RESOURCE, undefined, text)];
}

function validateSubject({ user = '', groups = [] }: V1SubjectAccessReviewSpec): FieldError[] {
  if (user !== '' || groups.length > 0) return [];
  return [invalidValue(SPEC.child('user'), user, 'at least one of user or group must be specified')];
}

/** Of a LocalSubjectAccessReview: it asks about its own namespace. */
export function validateLocal({ resourceAttributes, nonResourceAttributes }: Asked, namespace: string): FieldError[] {
  const asked: V1ResourceAttributes = resourceAttributes ?? { namespace };
  const errors: FieldError[] = [];
  if ((asked.namespace ?? '') !== namespace) {
    errors.push(invalidValue(RESOURCE.child('namespace'), asked.namespace ?? '', 'must match metadata.namespace'));
  }
  if (nonResourceAttributes) {
    const text = 'disallowed on this kind of request';
    errors.push(invalidValue(SPEC.child('nonResourceAttributes'), shownAttributes(nonResourceAttributes), text));
  }
  return errors;
}

/** As messages show them, with upstream's own names of the fields. */
function shownAttributes({ path: asked = '', verb = '' }: V1NonResourceAttributes): object {
  return { Path: asked, Verb: verb };
}

type Requirement = V1LabelSelectorRequirement;

function validateSelector(
  selector: V1FieldSelectorAttributes | undefined,
  at: FieldPath,
  validate: (requirement: Requirement, at: FieldPath) => FieldError[],
): FieldError[] {
  if (!selector) return [];
  const { rawSelector = '', requirements = [] } = selector;
  const errors = requirements.flatMap((one, position) => validate(one, at.child('requirements').index(position)));
  if (rawSelector !== '' && requirements.length > 0) {
    const text = 'may not specified at the same time as requirements';
    return [invalidValue(at.child('rawSelector'), rawSelector, text), ...errors];
  }
  if (rawSelector !== '' || requirements.length > 0) return errors;
  return [required(at.child('requirements'), `when ${at} is specified, requirements or rawSelector is required`)];
}

/** Operators that nobody knows yet pass: what they ask for is left out of the question, which makes it a wider one. */
function validateFieldRequirement(requirement: Requirement, at: FieldPath): FieldError[] {
  const errors = isSelectorOperator(requirement.operator) ? validateOperator(requirement, at) : [];
  return requirement.key ? errors : [required(at.child('key'), 'must be specified'), ...errors];
}

function validateLabelRequirement(requirement: Requirement, at: FieldPath): FieldError[] {
  const known = isSelectorOperator(requirement.operator)
    ? requirement
    : { ...requirement, operator: 'Exists', values: [] };
  return validateRequirement(known, at);
}
