/** Which requests a webhook is asked about: CEL over the SubjectAccessReview (k8s.io/apiserver/pkg/authorization/cel). */
import { BOOL, formatType, listOf, mapOf, messageType, STRING, sameType } from '../../cel/check/types.ts';
import { messageTypes } from '../../cel/message-types.ts';
import { compile, type Program } from '../../cel/program.ts';
import { FULL_ENVIRONMENT } from '../../schema/expression-environment.ts';
import type { ReviewSpec } from './review.ts';

const SPEC = messageType('kubernetes.SubjectAccessReviewSpec');
const RESOURCE = messageType('kubernetes.ResourceAttributes');
const NON_RESOURCE = messageType('kubernetes.NonResourceAttributes');
const FIELD_SELECTOR = messageType('kubernetes.FieldSelectorAttributes');
const LABEL_SELECTOR = messageType('kubernetes.LabelSelectorAttributes');
const REQUIREMENT = messageType('kubernetes.SelectorRequirement');
const TEXTS = listOf(STRING);
const SELECTOR = { rawSelector: STRING, requirements: listOf(REQUIREMENT) };

const TYPES = messageTypes(
  [
    SPEC,
    {
      resourceAttributes: RESOURCE,
      nonResourceAttributes: NON_RESOURCE,
      user: STRING,
      groups: TEXTS,
      extra: mapOf(STRING, TEXTS),
      uid: STRING,
    },
  ],
  [
    RESOURCE,
    {
      namespace: STRING,
      verb: STRING,
      group: STRING,
      version: STRING,
      resource: STRING,
      subresource: STRING,
      name: STRING,
      fieldSelector: FIELD_SELECTOR,
      labelSelector: LABEL_SELECTOR,
    },
  ],
  [NON_RESOURCE, { path: STRING, verb: STRING }],
  [FIELD_SELECTOR, SELECTOR],
  [LABEL_SELECTOR, SELECTOR],
  [REQUIREMENT, { key: STRING, operator: STRING, values: TEXTS }],
);

const ENVIRONMENT = FULL_ENVIRONMENT.extend({
  variables: { request: SPEC },
  types: TYPES,
});

/** @throws Error that says what is wrong, as kube-apiserver does */
export function compileMatchCondition(expression: string): Program {
  const { program, message } = compile(expression, ENVIRONMENT);
  if (!program) throw new Error(`compilation failed: ${message}`);
  if (sameType(program.outputType, BOOL)) return program;
  throw new Error(`must evaluate to ${formatType(BOOL)} but got ${formatType(program.outputType)}`);
}

export class MatchConditions {
  readonly #conditions: readonly { readonly expression: string; readonly program: Program }[];

  /** @throws Error when one of them cannot be compiled */
  constructor(expressions: readonly string[]) {
    this.#conditions = expressions.map((expression) => ({ expression, program: compileMatchCondition(expression) }));
  }

  /**
   * All of them have to hold. One that does not outweighs those that fail.
   * @throws Error when none is false and one cannot be told
   */
  match(spec: ReviewSpec): boolean {
    if (this.#conditions.length === 0) return true;
    const request = withEmptyFields(spec);
    const failures: string[] = [];
    for (const { expression, program } of this.#conditions) {
      const { value, error } = program.evaluate({ request });
      if (value === false) return false;
      if (error) failures.push(`cel evaluation error: expression '${expression}' resulted in error: ${error.message}`);
    }
    if (failures.length > 0) throw new Error(failures.length === 1 ? failures[0] : `[${failures.join(', ')}]`);
    return true;
  }
}

const EMPTY_RESOURCE = { namespace: '', verb: '', group: '', version: '', resource: '', subresource: '', name: '' };
const EMPTY_NON_RESOURCE = { path: '', verb: '' };

/** So that `request.resourceAttributes.namespace` is empty where there is none, rather than an error. */
function withEmptyFields({ resourceAttributes, nonResourceAttributes, ...who }: ReviewSpec): object {
  return {
    user: '',
    groups: [],
    extra: {},
    uid: '',
    ...who,
    ...(resourceAttributes && { resourceAttributes: { ...EMPTY_RESOURCE, ...resourceAttributes } }),
    ...(nonResourceAttributes && { nonResourceAttributes: { ...EMPTY_NON_RESOURCE, ...nonResourceAttributes } }),
  };
}
