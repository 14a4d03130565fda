/** Has all mutating policies that are for a request change its object. */
import type { KubeObject } from '../../../api/object.ts';
import { pause } from '../../../util/pause.ts';
import type { AdmissionAttributes, Reinvocation } from '../../admission.ts';
import type { Rounds } from '../../rounds.ts';
import type { Found, Invocation, Misconfiguration } from '../invocations.ts';
import { type ConditionsResult, meetsConditions, observedResult } from '../match-conditions.ts';
import { programOf } from '../policy-index.ts';
import type { PolicyPorts } from '../ports.ts';
import { Views } from '../views.ts';
import { MUTATING_PROGRAMS, type MutatingProgram } from './compile.ts';
import { type Problem, problemsError } from './denial.ts';
import { mutate } from './mutate.ts';

const PLUGIN = 'MutatingAdmissionPolicy';

interface Round {
  readonly rounds: Rounds;
  readonly reinvocation: Reinvocation;
}

export async function dispatchMutating(
  found: readonly Found<MutatingProgram>[],
  attributes: AdmissionAttributes,
  round: Round,
  ports: PolicyPorts,
): Promise<void> {
  const { rounds, reinvocation } = round;
  if (reinvocation.isReinvocation && rounds.hasChangedSince(attributes.object)) rounds.changed();
  const views = new Views(attributes, ports);
  const problems: Problem[] = [];
  for (const one of found) {
    const others = pause();
    if (others) await others;
    if (one.problem !== undefined) {
      if (!one.policy.failsOpen) problems.push(misconfigured(one));
      continue;
    }
    // Nothing waits that need not: most policies are not for most objects.
    const loading = programOf(one.policy, MUTATING_PROGRAMS);
    const program = loading instanceof Promise ? await loading : loading;
    for (const params of one.params) {
      const began = ports.observer.now();
      const meeting = views.access.run(() => meetsConditions(program.conditions, views.subject(one.target, params)));
      const conditions = meeting instanceof Promise ? await meeting : meeting;
      if (program.conditions.length > 0) observe(one, conditions, began, { views, ports });
      if (conditions === 'unmet') continue;
      const told =
        conditions === 'met' ? await run(program, one, params, { views, round, ports }) : [conditions.unknown];
      if (!one.policy.failsOpen) problems.push(...told.map((message) => problemOf(one, message)));
    }
  }
  rounds.end(attributes.object);
  if (problems.length > 0) throw problemsError(attributes, problems);
}

function misconfigured({ policy, binding, problem }: Misconfiguration): Problem {
  return { policy: policy.name, binding: binding?.name, message: problem, reason: 'Forbidden' };
}

function problemOf({ policy, binding }: Invocation<MutatingProgram>, message: string): Problem {
  return { policy: policy.name, binding: binding.name, message, reason: 'Invalid' };
}

function observe(
  { policy }: Invocation<MutatingProgram>,
  conditions: ConditionsResult,
  began: number,
  { views, ports: { observer } }: { views: Views; ports: PolicyPorts },
): void {
  const { operation } = views.attributes;
  const seconds = (observer.now() - began) / 1000;
  observer.conditions({ name: policy.name, operation, seconds, result: observedResult(conditions) });
}

/** @returns what could not be done */
async function run(
  program: MutatingProgram,
  { policy, binding, target }: Invocation<MutatingProgram>,
  params: KubeObject | undefined,
  { views, round: { rounds, reinvocation }, ports }: { views: Views; round: Round; ports: PolicyPorts },
): Promise<readonly string[]> {
  const id = JSON.stringify([policy.name, binding.name, params?.metadata.namespace, params?.metadata.name]);
  if (reinvocation.isReinvocation && !rounds.isWanted(id)) return [];
  const by = { policy: policy.name, binding: binding.name };
  const { changed, problems } = await mutate(program, { by, views, target, params, ports });
  if (changed) {
    views.attributes.witness?.sees(PLUGIN, policy.name);
    rounds.changed();
    reinvocation.request();
  }
  if (program.reinvocable) rounds.add(id);
  return problems;
}
