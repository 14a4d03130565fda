/** A migration as it is printed for people. */
import type { MigratedNamespace, MigratedPolicy, Migration, Refusal, UsablePolicy } from './migration.ts';

const ENFORCE = 'pod-security.kubernetes.io/enforce';

const DRY_RUN = `kubectl label --dry-run=server --overwrite namespace NAME ${ENFORCE}=LEVEL`;

export function readable({ policies, namespaces }: Migration): string {
  const changed = namespaces.filter((each) => each.level !== each.enforced && !isUndecided(each));
  const lines = [
    'Policies:',
    ...(policies.length > 0 ? policies.flatMap(policyLines) : ['  there are none']),
    '',
    'Namespaces:',
    ...namespaces.flatMap(namespaceLines),
    '',
    'Next: write down what policies fill in today, see what a level would refuse:',
    `  ${DRY_RUN}`,
    'and hold the namespaces to their levels:',
    ...changed.map(({ name, level }) => `  kubectl label --overwrite namespace ${name} ${ENFORCE}=${level}`),
  ];
  return `${plain(lines.join('\n'))}\n`;
}

function policyLines({ name, level, shortfalls, losses }: MigratedPolicy): string[] {
  return [
    `  ${name} holds pods to the level ${level}`,
    ...shortfalls.map((shortfall) => `    not ${shortfall.level}: ${shortfall.field} ${shortfall.why}`),
    ...losses.map(({ kind, field, what }) => `    lost ${kind.toLowerCase()}: ${field} ${what}`),
  ];
}

function namespaceLines({ name, level, enforced, looked, policies, refusals }: MigratedNamespace): string[] {
  const now = enforced === undefined ? '' : `, enforces ${enforced} now`;
  const rests = looked === 0 ? 'nothing runs there' : `${looked} looked at`;
  const isSilent = isUndecided({ name, looked });
  return [
    `  ${name} can move to ${level} (${rests}${now})`,
    ...(isSilent ? ['    but parts of the cluster belong there, and may need more: see what they need first'] : []),
    ...policies.map(usableLine),
    ...refusals.flatMap(refusalLines),
  ];
}

/** That nothing runs in a namespace of the system says nothing of what will. */
function isUndecided({ name, looked }: Pick<MigratedNamespace, 'name' | 'looked'>): boolean {
  return looked === 0 && name.startsWith('kube-');
}

function usableLine({ name, admitted, bindings }: UsablePolicy): string {
  const pods = `${admitted} ${admitted === 1 ? 'pod' : 'pods'} admitted`;
  return `    policy ${name}: ${pods}, ${bindings.length > 0 ? `by ${bindings.join(', ')}` : 'by no binding any more'}`;
}

function refusalLines({ level, kind, name, violations, filledInBy }: Refusal): string[] {
  return [
    `    ${level} refuses ${kind} ${name}:`,
    ...violations.map(({ reason, detail }) => `      ${reason}${detail && `: ${detail}`}`),
    ...(filledInBy === undefined ? [] : [`      policy ${filledInBy} fills in today what is missing`]),
  ];
}

/** Threat: what strangers wrote into their pods could move the cursor of whoever reads this. */
function plain(text: string): string {
  return text.replace(/[^\P{Cc}\n]/gu, '?');
}
