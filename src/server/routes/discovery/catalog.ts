import type { VirtualEndpoint } from '../../../handlers/virtual/endpoint.ts';
import type { Served } from '../../../registry/registry.ts';
import { type ApiResource, describeResource, describeVirtual } from './api-resource.ts';
import { compareGroups } from './group-order.ts';

/** What a server serves, grouped as discovery shows it. */
export interface CatalogGroup {
  readonly name: string;
  /** The preferred one first. */
  readonly versions: readonly CatalogVersion[];
}
export interface CatalogVersion {
  readonly version: string;
  /** By name; a subresource follows its resource. */
  readonly resources: readonly ApiResource[];
  /** Of which a deletion answers with the object instead of a Status. */
  readonly answersDeleted: ReadonlySet<string>;
}

export function buildCatalog(served: Iterable<Served>, virtuals: readonly VirtualEndpoint[]): CatalogGroup[] {
  const groups = new Map<string, Map<string, ApiResource[]>>();
  const into = (group: string, version: string, resources: readonly ApiResource[]) => {
    const versions = groups.get(group) ?? groups.set(group, new Map()).get(group)!;
    versions.set(version, [...(versions.get(version) ?? []), ...resources]);
  };
  const answersDeleted = new Map<string, Set<string>>();
  for (const { resource, version } of served) {
    const { group, name, returnsDeleted } = resource;
    if (returnsDeleted) answersDeleted.set(group, (answersDeleted.get(group) ?? new Set()).add(name));
    into(resource.group, version.version, describeResource(resource, version));
  }
  for (const virtual of virtuals) into(virtual.group, virtual.version, [describeVirtual(virtual)]);
  return [...groups.keys()].sort(compareGroups).map((name) => ({
    name,
    versions: [...groups.get(name)!]
      .sort(([a], [b]) => compareVersions(a, b))
      .map(([version, resources]) => ({
        version,
        resources: resources.sort((a, b) => (a.name < b.name ? -1 : 1)),
        answersDeleted: answersDeleted.get(name) ?? new Set(),
      })),
  }));
}

/** Kubernetes' version priority: v2, v1, v1beta1, v1alpha1. */
function compareVersions(a: string, b: string): number {
  const [left, right] = [versionRank(a), versionRank(b)];
  const differing = left.findIndex((part, position) => part !== right[position]);
  return differing < 0 ? 0 : right[differing]! - left[differing]!;
}

function versionRank(version: string): number[] {
  const match = /^v(\d+)(?:(alpha|beta)(\d+))?$/.exec(version);
  if (!match) return [0, 0, 0];
  const stability = match[2] === undefined ? 3 : match[2] === 'beta' ? 2 : 1;
  return [stability, Number(match[1]), Number(match[3] ?? 0)];
}
