import type { KubeObject } from '../object.ts';

export function isPodReady({ status = {} }: KubeObject): boolean {
  const conditions: readonly { type?: string; status?: string }[] = status.conditions ?? [];
  return conditions.some(({ type, status: value }) => type === 'Ready' && value === 'True');
}
