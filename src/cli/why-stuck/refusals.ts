/** Who refuses that the content of a namespace is deleted, as the namespace controller tells it. Pure. */
import type { Stuck } from './holds.ts';

/** What refuses a deletion, and the commands that find it or take it away. */
interface Refusal {
  readonly advice: string;
  readonly commands: readonly string[];
}

const FAILURE = 'NamespaceDeletionContentFailure';

/** Threat: a message may quote what a webhook or a policy answers, and people paste the commands: plain names only. */
const NAME = '[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?';

const WEBHOOKS = new RegExp(`(?:failed calling|admission) webhook "(${NAME})"`, 'g');
const POLICIES = new RegExp(`ValidatingAdmissionPolicy '(${NAME})'(?: with binding '(${NAME})')? denied request`, 'g');

const CONFIGURATIONS = [
  "kubectl get validatingwebhookconfigurations,mutatingwebhookconfigurations \\\n      -o custom-columns='KIND:.kind,NAME:.metadata.name,HOOKS:.webhooks[*].name'",
  'kubectl delete KIND NAME',
];

/** Whether the controller could not delete all that is in the namespace. */
export function failsToDelete({ conditions }: Stuck): boolean {
  return conditions.some(({ type }) => type === FAILURE);
}

/** Each once, webhooks first, by name. */
export function refusalsOf({ conditions }: Stuck): Refusal[] {
  const said = conditions.filter(({ type }) => type === FAILURE).map(({ message }) => message);
  const webhooks = found(said, WEBHOOKS).map(([, name]) => name!);
  const policies = found(said, POLICIES).map(([, policy, binding]) => refusalOfPolicy(policy!, binding));
  return [...(webhooks.length > 0 ? [refusalOfWebhooks(webhooks)] : []), ...policies];
}

/** Matches that differ, in order. */
function found(messages: readonly string[], pattern: RegExp): RegExpMatchArray[] {
  const matches = messages.flatMap((message) => [...message.matchAll(pattern)]);
  const distinct = new Map(matches.map((match) => [match.slice(1).join('\n'), match]));
  return [...distinct].toSorted(([left], [right]) => (left < right ? -1 : 1)).map(([, match]) => match);
}

function refusalOfWebhooks(names: readonly string[]): Refusal {
  const which = `${names.length === 1 ? 'webhook' : 'webhooks'} ${names.join(', ')}`;
  return {
    advice: `${which}: mend the service that is called, or find the configuration and change or delete it`,
    commands: CONFIGURATIONS,
  };
}

function refusalOfPolicy(policy: string, binding: string | undefined): Refusal {
  return binding === undefined
    ? {
        advice: `policy ${policy}: change it or delete it`,
        commands: [`kubectl delete validatingadmissionpolicy ${policy}`],
      }
    : {
        advice: `policy ${policy}: change it, or delete its binding ${binding}`,
        commands: [`kubectl delete validatingadmissionpolicybinding ${binding}`],
      };
}
