/** Match conditions of webhooks and policies: all of them have to hold (k8s.io/apiserver/pkg/admission/plugin/webhook/matchconditions). */
import type { KubeObject } from '../../api/object.ts';
import {
  type AccessAnswer,
  type AccessQuestion,
  authorizerValue,
  resourceCheckValue,
} from '../../cel/kubernetes/authorizer.ts';
import { evaluateWithAccess } from '../../cel/kubernetes/pending-access.ts';
import { compileSteps, PER_CALL_LIMIT, type Program } from '../../cel/program.ts';
import type { V1MatchCondition } from '../../schema/generated/types.ts';
import { inTurns } from '../../util/pause.ts';
import type { AdmissionAttributes } from '../admission.ts';
import { ADMISSION_ENVIRONMENT } from './environment.ts';
import type { RequestFacts } from './request-facts.ts';

/** Port: may the user of the request, or another, do this? */
export type AskAccess = (
  user: AdmissionAttributes['user'],
  question: AccessQuestion,
) => AccessAnswer | Promise<AccessAnswer>;

/** What all conditions of one webhook or policy may cost together. */
const BUDGET = 2_500_000;

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
    let budget = BUDGET;
    for (const { expression, program } of this.#conditions) {
      const { value, error, cost } = await evaluate(program, subject, ask, Math.min(PER_CALL_LIMIT, budget));
      budget -= cost;
      if (value === false) return 'excluded';
      if (error !== undefined) failures.push(`expression '${expression}' resulted in error: ${error}`);
    }
    if (failures.length === 0) return 'matches';
    return { unknown: failures.length === 1 ? failures[0]! : `[${failures.join(', ')}]` };
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
  costLimit: number,
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
    { costLimit, wholeNumbers: 'int' },
  );
  return error ? { error: error.message, cost } : { value, cost };
}
