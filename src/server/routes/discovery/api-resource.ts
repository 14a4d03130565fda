/** The resources of a group version, as discovery describes them: one flat row for each resource and subresource. */
import { createHash } from 'node:crypto';
import type { VirtualEndpoint } from '../../../handlers/virtual/endpoint.ts';
import type { Resource, ServedVersion } from '../../../registry/resource.ts';
import { VIEW_VERBS } from '../../../registry/strategy.ts';

/** metav1.APIResource */
export interface ApiResource {
  readonly name: string;
  readonly singularName: string;
  readonly namespaced: boolean;
  readonly group?: string;
  readonly version?: string;
  readonly kind: string;
  readonly verbs: readonly string[];
  readonly shortNames?: readonly string[];
  readonly categories?: readonly string[];
  readonly storageVersionHash?: string;
}

const SCALE = { group: 'autoscaling', version: 'v1', kind: 'Scale' };

export function describeResource(resource: Resource, version: ServedVersion): ApiResource[] {
  const kind = version.kind ?? resource.kind;
  const { namespaced } = resource;
  const sub = (name: string, rest: { kind: string; verbs: readonly string[]; group?: string; version?: string }) => ({
    name: `${resource.name}/${name}`,
    singularName: '',
    namespaced,
    ...rest,
  });
  const main: ApiResource = {
    name: resource.name,
    singularName: resource.singular,
    namespaced,
    kind,
    verbs: resource.verbs,
    ...(resource.shortNames.length > 0 && { shortNames: resource.shortNames }),
    ...(resource.categories.length > 0 && { categories: resource.categories }),
    storageVersionHash: storageVersionHash(resource),
  };
  return [
    main,
    ...(resource.status ? [sub('status', { kind, verbs: VIEW_VERBS })] : []),
    ...(resource.scale ? [sub('scale', { ...SCALE, verbs: VIEW_VERBS })] : []),
    ...Object.entries(resource.objectSubresources ?? {}).map(([name, { verbs = VIEW_VERBS }]) =>
      sub(name, { kind, verbs }),
    ),
    ...Object.entries(resource.connectSubresources ?? {}).map(([name, connect]) => sub(name, connect)),
  ];
}

export function describeVirtual(endpoint: VirtualEndpoint): ApiResource {
  return {
    name: endpoint.name,
    singularName: endpoint.singular,
    namespaced: endpoint.namespaced,
    ...endpoint.kindGroupVersion,
    kind: endpoint.kind,
    verbs: endpoint.verbs,
    ...(endpoint.shortNames && { shortNames: endpoint.shortNames }),
  };
}

/** Tells clients when the stored form changes; as upstream computes it. */
function storageVersionHash({ group, storedVersion, kind }: Resource): string {
  const hash = createHash('sha256').update(`${group}/${storedVersion}/${kind}`).digest();
  return hash.subarray(0, 8).toString('base64');
}
