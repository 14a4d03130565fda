/** Labels and selectors in one cell. */
import { LabelSelector } from '../../api/labels.ts';
import type { V1LabelSelector } from '../../schema/generated/types.ts';

const NONE = '<none>';

/** `a=1,b=2` in the keys' order. */
export function formatLabels(labels: Readonly<Record<string, string>> | undefined): string {
  const pairs = Object.entries(labels ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
  return pairs.map(([key, value]) => `${key}=${value}`).join(',') || NONE;
}

/** `app=web,tier in (a,b)` in the keys' order; a missing or empty selector is `<none>`. */
export function formatLabelSelector(selector: V1LabelSelector | null | undefined): string {
  return selectorText(selector) || NONE;
}

export function selectorText(selector: V1LabelSelector | null | undefined): string {
  const requirements = LabelSelector.fromObject(selector)?.requirements ?? [];
  const sorted = [...requirements].sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
  return new LabelSelector(sorted).toString();
}
