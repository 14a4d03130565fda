/** Objects that are counted and nothing else: `count/<resource>.<group>`, and the names that some had before that. */
import { type Amounts, ONE } from '../amounts.ts';
import type { UsageEvaluator } from '../evaluator.ts';

const OLD_NAMES = new Set(['configmaps', 'secrets', 'replicationcontrollers', 'resourcequotas']);

/** `count/jobs.batch`, `count/pods` */
export function countName(group: string, resource: string): string {
  return group === '' ? `count/${resource}` : `count/${resource}.${group}`;
}

export function objectCount(group: string, resource: string): UsageEvaluator {
  const names = [countName(group, resource), ...(group === '' && OLD_NAMES.has(resource) ? [resource] : [])];
  const one: Amounts = new Map(names.map((name) => [name, ONE]));
  return { usage: () => one, counts: (name) => one.has(name) };
}
