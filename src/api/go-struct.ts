/** Values as encoding/json writes upstream's own structs, which have no tags: every field, in order, by its Go name. */
import { unifiedDiff } from '../util/unified-diff.ts';

type Owner = Readonly<Record<string, unknown>>;

/** By the names in Go, in their order: what to write, of the object as clients know it. */
export type GoStruct = Readonly<Record<string, (owner: Owner) => unknown>>;

const orZero = (zero: unknown) => (name: string) => (owner: Owner) => owner[name] ?? zero;

export const text = orZero('');
export const flag = orZero(false);
export const integer = orZero(0);
/** A pointer to a plain value, or a list of them. */
export const optional = orZero(null);

export const dictionary = (name: string) => (owner: Owner) => (owner[name] ? sorted(owner[name] as Owner) : null);

export const struct = (name: string, fields: GoStruct) => (owner: Owner) =>
  shownStruct(fields, (owner[name] as Owner) ?? {});

export const pointer = (name: string, fields: GoStruct) => (owner: Owner) =>
  owner[name] ? shownStruct(fields, owner[name] as Owner) : null;

/** Of longer ones, as much is shown as of other values. */
const MAX_LENGTH = 8192;
/** Of more, matching the lines would take too long, and nobody would read it. */
const MAX_LINES = 1000;

/** What k8s.io/apimachinery/pkg/util/diff shows: a unified diff of both as JSON. */
export function goDiff(fields: GoStruct, old: object, now: object): string {
  const before = jsonLines(fields, old);
  const after = jsonLines(fields, now);
  if (Math.max(before.length, after.length) > MAX_LINES) return '';
  const difference = unifiedDiff(before, after);
  return difference.length > MAX_LENGTH ? `${difference.slice(0, MAX_LENGTH)}...` : difference;
}

/** A metav1.LabelSelector, which has tags. */
export const labelSelector = (name: string) => (owner: Owner) => {
  const selector = owner[name] as { matchLabels?: Owner; matchExpressions?: readonly Owner[] } | undefined;
  if (!selector) return null;
  return {
    matchLabels: selector.matchLabels && sorted(selector.matchLabels),
    matchExpressions: selector.matchExpressions?.map(({ key, operator, values }) => ({ key, operator, values })),
  };
};

function shownStruct(fields: GoStruct, value: object): object {
  return Object.fromEntries(Object.entries(fields).map(([name, shown]) => [name, shown(value as Owner)]));
}

function sorted(value: Owner): object {
  return Object.fromEntries(
    Object.keys(value)
      .sort()
      .map((key) => [key, value[key]]),
  );
}

function jsonLines(fields: GoStruct, value: object): string[] {
  const json = JSON.stringify(shownStruct(fields, value), null, 1);
  return json.replace(/[<>&\u2028\u2029]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`).split('\n');
}
