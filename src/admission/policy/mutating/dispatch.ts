/** Has all mutating policies that are for a request change its object. */
import type { AdmissionAttributes, Reinvocation } from '../../admission.ts';
import type { Rounds } from '../../rounds.ts';
import type { Found, Invocation, Misconfiguration } from '../invocations.ts';
import { meetsConditions } from '../match-conditions.ts';
import { programOf } from '../policy-index.ts';
import type { PolicyPorts } from '../ports.ts';
import { Views } from '../views.ts';
import { compileMutatingPolicy, type MutatingProgram } from './compile.ts';
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
    const told = one.problem === undefined ? await run(one, views, round, ports) : [misconfigured(one)];
    if (!one.policy.failsOpen) problems.push(...told);
  }
  rounds.end(attributes.object);
  if (problems.length > 0) throw problemsError(attributes, problems);
}

function misconfigured({ policy, binding, problem }: Misconfiguration): Problem {
  return { policy: policy.name, binding: binding?.name, message: problem, reason: 'Forbidden' };
}

async function run(
  { policy, binding, target, params }: Invocation<MutatingProgram>,
  views: Views,
  { rounds, reinvocation }: Round,
  ports: PolicyPorts,
): Promise<Problem[]> {
  const program = programOf(policy, compileMutatingPolicy);
  const problems: string[] = [];
  for (const param of params) {
    const meeting = views.access.run(() => meetsConditions(program.conditions, views.subject(target, param)));
    const conditions = meeting instanceof Promise ? await meeting : meeting;
    if (typeof conditions === 'object') problems.push(conditions.unknown);
    const id = JSON.stringify([policy.name, binding.name, param?.metadata.namespace, param?.metadata.name]);
    if (conditions !== 'met' || (reinvocation.isReinvocation && !rounds.isWanted(id))) continue;
    const mutated = await mutate(program, { views, target, params: param, ports });
    problems.push(...mutated.problems);
    if (mutated.changed) {
      views.attributes.witness?.sees(PLUGIN, policy.name);
      rounds.changed();
      reinvocation.request();
    }
    if (program.reinvocable) rounds.add(id);
  }
  return problems.map((message) => ({ policy: policy.name, binding: binding.name, message, reason: 'Invalid' }));
}
