/** What the name of a compute resource tells about it (pkg/apis/core/helper). */
import { isQualifiedName } from './names.ts';

const HUGE_PAGES = 'hugepages-';
const REQUESTS = 'requests.';
const NATIVE_DOMAIN = 'kubernetes.io/';

export function isHugePageResource(name: string): boolean {
  return name.startsWith(HUGE_PAGES);
}

/** `2Mi` of `hugepages-2Mi`. */
export function hugePageSize(name: string): string | undefined {
  return isHugePageResource(name) ? name.slice(HUGE_PAGES.length) : undefined;
}

/** Kubernetes' own: without a domain, or in its domain. */
export function isNativeResource(name: string): boolean {
  return !name.includes('/') || name.includes(NATIVE_DOMAIN);
}

/** A device or the like of another domain: counted in whole units, never overcommitted. */
export function isExtendedResource(name: string): boolean {
  return !isNativeResource(name) && !name.startsWith(REQUESTS) && isQualifiedName(REQUESTS + name).length === 0;
}
