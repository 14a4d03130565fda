/** What holds an object, on one screen of 80 columns. */
import { wrapped } from '../wrap.ts';
import { type Held, removerOf, type Stuck } from './holds.ts';

/** Of one kind: more of them do not help. */
const MOST_OF_A_KIND = 5;

export function readable(stuck: Stuck): string {
  const { resource, name, deletedAt, conditions, held, finalizers, unseen } = stuck;
  if (deletedAt === undefined) return `${resource} ${name} is not being deleted: nothing holds it\n`;
  const all = [...new Set([...finalizers, ...held.flatMap((each) => each.finalizers)])].sort();
  return [
    `${resource} ${name} has been going since ${deletedAt}`,
    ...section('In it still', contentLines(held)),
    ...section(
      'Not looked at',
      unseen.flatMap((each) => wrapped(each, 2)),
    ),
    ...section(
      'What the controller says',
      conditions.flatMap(({ type, message }) => wrapped(`${type}: ${message}`, 2)),
    ),
    ...section(
      'Who lets go',
      all.flatMap((each) => wrapped(`${each}: ${removerOf(each)}`, 2)),
    ),
    ...section(
      'How to let go yourself, when that one is gone for good',
      commands(stuck).map((each) => `  ${each}`),
    ),
  ]
    .map((line) => `${line}\n`)
    .join('');
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ['', `${title}:`, ...lines];
}

function contentLines(held: readonly Held[]): string[] {
  const byResource = Map.groupBy(held, ({ resource }) => resource);
  return [...byResource].flatMap(([resource, objects]) => {
    const shown = objects.toSorted(heldFirst).slice(0, MOST_OF_A_KIND);
    const more = objects.length - shown.length;
    return [
      `  ${objects.length} ${resource}`,
      ...shown.flatMap(objectLines),
      ...(more > 0 ? [`    and ${more} more`] : []),
    ];
  });
}

function heldFirst(left: Held, right: Held): number {
  return right.finalizers.length - left.finalizers.length;
}

function objectLines({ name, finalizers, owners, deletedAt }: Held): string[] {
  const facts = [
    ...(finalizers.length > 0 ? [`held by ${finalizers.join(', ')}`] : []),
    ...(owners.length > 0 ? [`owned by ${owners.join(', ')}`] : []),
    ...(deletedAt === undefined ? ['not asked to go yet'] : []),
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
function commands({ resource, namespace, name, finalizers, held }: Stuck): string[] {
  const release = (what: string, where: string | undefined) =>
    `kubectl patch ${what}${where === undefined ? '' : ` -n ${where}`} --type=merge \\\n      -p '{"metadata":{"finalizers":null}}'`;
  const finalized = held.filter((each) => each.finalizers.length > 0);
  const ofContent = some(finalized, (each) => release(`${each.resource}/${each.name}`, each.namespace));
  const waiting = held.filter(
    (each) => each.resource === 'pods' && each.finalizers.length === 0 && each.deletedAt !== undefined,
  );
  const forced = some(
    waiting,
    (each) => `kubectl delete pods/${each.name} -n ${each.namespace} --force --grace-period=0`,
  );
  const ofItself = resource !== 'namespace' && finalizers.length > 0 ? [release(`${resource}/${name}`, namespace)] : [];
  return [...ofContent, ...forced, ...ofItself];
}
