/** What is shown of a value, said as an allowlist: what nobody thought of is not shown. Pure. */
import { isJsonObject } from '../../api/object.ts';

export const REDACTED = '<redacted>';

/** @returns what may be recorded of the value, which is not changed */
export type Shown = (value: unknown) => unknown;

/** That something is there, or is to go: a patch says so by null. */
export const presence: Shown = (value) => (value === null || value === undefined ? value : REDACTED);

/** A text, a number, a yes or no. */
export const scalar: Shown = (value) => (typeof value === 'object' ? presence(value) : value);

/** The names of a map's entries. */
export const names: Shown = (value) => eachOf(value, () => presence);

/** The named members, each as it is said; of all others that they are there. */
export function members(shown: Readonly<Record<string, Shown>>): Shown {
  const byName = new Map(Object.entries(shown));
  return (value) => eachOf(value, (name) => byName.get(name) ?? presence);
}

export function list(item: Shown): Shown {
  return (value) => (Array.isArray(value) ? value.map(item) : presence(value));
}

function eachOf(value: unknown, shownOf: (name: string) => Shown): unknown {
  if (!isJsonObject(value)) return presence(value);
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, shownOf(name)(member)]));
}
