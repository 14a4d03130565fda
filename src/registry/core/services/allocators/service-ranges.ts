/** The ranges that cluster IPs come from: those of the ServiceCIDR objects. */
import type { Condition } from '../../../../api/conditions.ts';
import type { KubeObject } from '../../../../api/object.ts';

export interface ServiceRange {
  /** In canonical form. */
  readonly cidr: string;
  /** New addresses may come from it. */
  readonly isReady: boolean;
}

/** It stands for the ranges that the server was told to use. */
const DEFAULT_NAME = 'kubernetes';

/**
 * @param objects every ServiceCIDR
 * @param configured what counts until the default ServiceCIDR is there
 * @returns each range once, ready when one of the objects that have it is
 */
export function serviceRanges(objects: readonly KubeObject[], configured: readonly string[]): ServiceRange[] {
  const ranges = new Map<string, boolean>();
  const add = (cidrs: readonly string[], isReady: boolean) => {
    for (const cidr of cidrs) ranges.set(cidr, isReady || ranges.get(cidr) === true);
  };
  const isDefault = ({ metadata }: KubeObject) => metadata.name === DEFAULT_NAME;
  const first = objects.find(isDefault);
  if (!first) add(configured, true);
  for (const object of first ? [first, ...objects.filter((each) => each !== first)] : objects) {
    add(object.spec?.cidrs ?? [], isReady(object));
  }
  return Array.from(ranges, ([cidr, ready]) => ({ cidr, isReady: ready }));
}

/** One of which nothing has been said yet is ready: services do not wait for its controller. */
function isReady({ metadata, status }: KubeObject): boolean {
  const conditions: readonly Condition[] = status?.conditions ?? [];
  const ready = conditions.find(({ type }) => type === 'Ready');
  return metadata.deletionTimestamp === undefined && (!ready || ready.status === 'True');
}
