/** What is wrong with expressions that select devices, in kube-apiserver's words (k8s.io/dynamic-resource-allocation/cel). */
import { type FieldError, type FieldPath, invalidValue } from '../../api/field.ts';
import { ANY, BOOL, declaredName, mapOf, messageType, STRING, sameType } from '../../cel/check/types.ts';
import { CompiledOnce } from '../../cel/compiled-once.ts';
import { QUANTITY } from '../../cel/kubernetes/quantity.ts';
import { BINDINGS } from '../../cel/library/bindings.ts';
import { messageTypes } from '../../cel/message-types.ts';
import { checkSteps } from '../../cel/program.ts';
import { FULL_ENVIRONMENT } from '../../schema/expression-environment.ts';
import type { Steps } from '../../util/pause.ts';

const DEVICE = messageType('kubernetes.DRADevice');

/** What there is of a device. Attributes and capacities are found by their domain, then by their name. */
const ENVIRONMENT = FULL_ENVIRONMENT.extend({
  variables: { device: DEVICE },
  types: messageTypes([
    DEVICE,
    {
      driver: STRING,
      allowMultipleAllocations: BOOL,
      attributes: mapOf(STRING, mapOf(STRING, ANY)),
      capacity: mapOf(STRING, mapOf(STRING, QUANTITY)),
    },
  ]),
  libraries: [BINDINGS],
});

type Problem = (at: FieldPath) => FieldError[];

/**
 * Enough to be told of one object. Threat: what is said of an expression may be a hundred times as long as it is, and it
 * is kept. An object with problems is refused: those of further expressions need not be known.
 */
const MOST_TOLD = 100_000;

/** Of expressions, each once: by expression, for those that have one. */
export const PROBLEMS = new CompiledOnce<readonly string[], ReadonlyMap<string, Problem>>(problemsOf);

function* problemsOf(expressions: readonly string[]): Steps<Map<string, Problem>> {
  const problems = new Map<string, Problem>();
  let told = 0;
  for (const expression of expressions) {
    const detail = yield* problemOf(expression);
    yield;
    if (detail === undefined) continue;
    problems.set(expression, (at) => [invalidValue(at, expression, detail)]);
    told += detail.length;
    if (told > MOST_TOLD) break;
  }
  return problems;
}

function* problemOf(expression: string): Steps<string | undefined> {
  const { checked, message } = yield* checkSteps(expression, ENVIRONMENT);
  if (!checked) return `compilation failed: ${message}`;
  const { type } = checked;
  if (sameType(type, BOOL) || sameType(type, ANY)) return undefined;
  return `must evaluate to ${declaredName(BOOL)} or the unknown type, not ${declaredName(type)}`;
}
