/** What holds an object, on one screen of 80 columns. */
import { wrapped } from '../wrap.ts';
import { type Held, NAMESPACE_FINALIZER, removerOf, type Stuck } from './holds.ts';
import { failsToDelete, refusalsOf } from './refusals.ts';

/** Of one kind: more of them do not help. */
const MOST_OF_A_KIND = 5;

export function readable(stuck: Stuck): string {
  const { resource, name, deletedAt, conditions, held, finalizers, specFinalizers, unseen } = stuck;
  if (deletedAt === undefined) return `${resource} ${name} is not being deleted: nothing holds it\n`;
  const all = [...new Set([...finalizers, ...specFinalizers, ...held.flatMap((each) => each.finalizers)])].sort();
  return [
    `${resource} ${name} has been going since ${deletedAt}`,
    ...section('In it still', contentLines(held, failsToDelete(stuck))),
    ...section(
      'Not looked at',
      unseen.flatMap((each) => wrapped(each, 2)),
    ),
    ...section(
      'What the controller says',
      conditions.flatMap(({ type, message }) => wrapped(`${type}: ${message}`, 2)),
    ),
    ...section(
      'Who refuses the deletions, and how to let go',
      refusalsOf(stuck).flatMap(({ advice, commands }) => [...wrapped(advice, 2), ...commandLines(commands)]),
    ),
    ...section(
      'Who lets go',
      all.flatMap((each) => wrapped(`${each}: ${removerOf(each)}`, 2)),
    ),
    ...section('How to let go yourself, when that one is gone for good', commandLines(commandsFor(stuck))),
  ]
    .map((line) => `${line}\n`)
    .join('');
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ['', `${title}:`, ...lines];
}

function commandLines(commands: readonly string[]): string[] {
  return commands.map((each) => `  ${each}`);
}

/** @param failing whether some of it could not be deleted */
function contentLines(held: readonly Held[], failing: boolean): string[] {
  // Which objects were refused is told in words only: of one that does not go, either may be so.
  const staying = failing ? 'not going, see what the controller says' : 'not asked to go yet';
  const byResource = Map.groupBy(held, ({ resource }) => resource);
  return [...byResource].flatMap(([resource, objects]) => {
    const shown = objects.toSorted(heldFirst).slice(0, MOST_OF_A_KIND);
    const more = objects.length - shown.length;
    return [
      `  ${objects.length} ${resource}`,
      ...shown.flatMap((each) => objectLines(each, staying)),
      ...(more > 0 ? [`    and ${more} more`] : []),
    ];
  });
}

function heldFirst(left: Held, right: Held): number {
  return right.finalizers.length - left.finalizers.length;
}

function objectLines({ name, finalizers, owners, deletedAt }: Held, staying: string): string[] {
  const facts = [
    ...(finalizers.length > 0 ? [`held by ${finalizers.join(', ')}`] : []),
    ...(owners.length > 0 ? [`owned by ${owners.join(', ')}`] : []),
    ...(deletedAt === undefined ? [staying] : []),
  ];
  return wrapped(facts.length === 0 ? `${name}: going` : `${name}: ${facts.join('; ')}`, 4);
}

/** A command for each of the first, and how many others want the same. */
function some(held: readonly Held[], command: (each: Held) => string): string[] {
  const more = held.length - MOST_OF_A_KIND;
  return [
    ...held.slice(0, MOST_OF_A_KIND).map(command),
    ...(more > 0 ? [`and the same for ${more} more: allium why-stuck -o json lists them`] : []),
  ];
}

/** Removes finalizers that nobody will: whatever they guard is then left behind. */
function commandsFor(stuck: Stuck): string[] {
  const { resource, namespace, name, finalizers, held } = stuck;
  const finalized = held.filter((each) => each.finalizers.length > 0);
  const ofContent = some(finalized, (each) => release(`${each.resource}/${each.name}`, each.namespace));
  const waiting = held.filter(
    (each) => each.resource === 'pods' && each.finalizers.length === 0 && each.deletedAt !== undefined,
  );
  const forced = some(
    waiting,
    (each) => `kubectl delete pods/${each.name} -n ${each.namespace} --force --grace-period=0`,
  );
  const ofItself = finalizers.length > 0 ? [release(`${resource}/${name}`, namespace)] : [];
  return [...ofContent, ...forced, ...ofItself, ...releaseNamespace(stuck)];
}

function release(what: string, namespace: string | undefined): string {
  const where = namespace === undefined ? '' : ` -n ${namespace}`;
  return `kubectl patch ${what}${where} --type=merge \\\n      -p '{"metadata":{"finalizers":null}}'`;
}

/** What others put beside the namespace controller's, which nobody should take off: it would leave the content behind. */
function releaseNamespace({ name, specFinalizers }: Stuck): string[] {
  const others = specFinalizers.filter((each) => each !== NAMESPACE_FINALIZER);
  if (others.length === 0) return [];
  return [
    `kubectl get namespace ${name} -o json |\n      jq '.spec.finalizers -= ${JSON.stringify(others)}' |\n      kubectl replace --raw /api/v1/namespaces/${name}/finalize -f -`,
  ];
}
