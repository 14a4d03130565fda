import type { V1MatchCondition } from '../../schema/generated/types.ts';
import type { AskAccess, ConditionResult, ConditionSubject, MatchConditions } from './match-conditions.ts';

/** Match conditions that are compiled when they are first needed. */
export class Conditions {
  readonly #conditions: readonly V1MatchCondition[];
  #compiled: Promise<MatchConditions> | undefined;

  constructor(conditions: readonly V1MatchCondition[]) {
    this.#conditions = conditions;
  }

  get empty(): boolean {
    return this.#conditions.length === 0;
  }

  async match(subject: ConditionSubject, ask: AskAccess): Promise<ConditionResult> {
    this.#compiled ??= compileConditions(this.#conditions);
    return (await this.#compiled).match(subject, ask);
  }
}

/** What compiles expressions is loaded where there are some: most clusters start without. */
async function compileConditions(conditions: readonly V1MatchCondition[]): Promise<MatchConditions> {
  const { MatchConditions } = await import('./match-conditions.ts');
  return MatchConditions.compile(conditions);
}
