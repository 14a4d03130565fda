/** Match conditions of webhooks and policies: all of them have to hold (k8s.io/apiserver/pkg/admission/plugin/webhook/matchconditions). */
import { aggregate } from '../../api/aggregate.ts';
import type { KubeObject } from '../../api/object.ts';
import {
  type AccessAnswer,
  type AccessQuestion,
  authorizerValue,
  resourceCheckValue,
} from '../../cel/kubernetes/authorizer.ts';
import { evaluateWithAccess } from '../../cel/kubernetes/pending-access.ts';
import { compileSteps, type Program } from '../../cel/program.ts';
import type { V1MatchCondition } from '../../schema/generated/types.ts';
import { inTurns } from '../../util/pause.ts';
import type { AdmissionAttributes } from '../admission.ts';
import { Budget, MATCH_CONDITIONS_BUDGET, OutOfBudget } from './budget.ts';
import { ADMISSION_ENVIRONMENT } from './environment.ts';
import type { RequestFacts } from './request-facts.ts';

/** Port: may the user of the request, or another, do this? */
export type AskAccess = (
  user: AdmissionAttributes['user'],
  question: AccessQuestion,
) => AccessAnswer | Promise<AccessAnswer>;

export interface ConditionSubject {
  readonly attributes: AdmissionAttributes;
  readonly request: RequestFacts;
  /** In the version that was matched. */
  readonly object: KubeObject | undefined;
  readonly oldObject: KubeObject | undefined;
}

/** `unknown`: none is false, and some cannot be told. */
export type ConditionResult = 'matches' | 'excluded' | { readonly unknown: string };

interface Condition {
  readonly expression: string;
  readonly program: Program | undefined;
}

export class MatchConditions {
  readonly #conditions: readonly Condition[];

  private constructor(conditions: readonly Condition[]) {
    this.#conditions = conditions;
  }

  static async compile(conditions: readonly V1MatchCondition[]): Promise<MatchConditions> {
    const compiled: Condition[] = [];
    for (const { expression = '' } of conditions) {
      const { program } = await inTurns(compileSteps(expression, ADMISSION_ENVIRONMENT));
      compiled.push({ expression, program });
    }
    return new MatchConditions(compiled);
  }

  /** One that is false outweighs those that cannot be told. */
  async match(subject: ConditionSubject, ask: AskAccess): Promise<ConditionResult> {
    const failures: string[] = [];
    const budget = new Budget(MATCH_CONDITIONS_BUDGET);
    let isExcluded = false;
    try {
      for (const { expression, program } of this.#conditions) {
        const { value, error, cost } = await evaluate(program, subject, ask);
        budget.spend(cost);
        isExcluded ||= value === false;
        if (error !== undefined) failures.push(`expression '${expression}' resulted in error: ${error}`);
      }
    } catch (error) {
      if (!(error instanceof OutOfBudget)) throw error;
      return { unknown: error.message };
    }
    if (isExcluded) return 'excluded';
    return failures.length === 0 ? 'matches' : { unknown: aggregate(failures) };
  }
}

interface Outcome {
  readonly value?: unknown;
  readonly error?: string;
  readonly cost: number;
}

async function evaluate(
  program: Program | undefined,
  { attributes, request, object, oldObject }: ConditionSubject,
  ask: AskAccess,
): Promise<Outcome> {
  // Stored before its expressions were checked.
  if (!program) return { error: 'compilation failed', cost: 0 };
  const { user, resource, subresource, namespace, name, options, dryRun } = attributes;
  const about = { group: resource.group, resource: resource.resource, subresource, namespace, name };
  const selectors = { fieldSelector: '', labelSelector: '' };
  const facts = { ...request, dryRun, options };
  const { value, error, cost } = await evaluateWithAccess(
    program,
    (answers) => ({
      object: object ?? null,
      oldObject: oldObject ?? null,
      request: facts,
      namespaceObject: null,
      authorizer: authorizerValue(answers),
      'authorizer.requestResource': resourceCheckValue(answers, { ...about, ...selectors }),
    }),
    (question) => ask(user, question),
    { wholeNumbers: 'int' },
  );
  return error ? { error: error.message, cost } : { value, cost };
}
