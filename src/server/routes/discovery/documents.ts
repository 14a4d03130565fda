/** The discovery documents, legacy and aggregated (apidiscovery.k8s.io/v2). Pure. */
import { apiVersionOf } from '../../../api/object.ts';
import type { ApiResource } from './api-resource.ts';
import type { CatalogGroup, CatalogVersion } from './catalog.ts';

const OTHER_PATHS = [
  '/.well-known/openid-configuration',
  '/healthz',
  '/livez',
  '/metrics',
  '/openapi/v2',
  '/openapi/v3',
  '/openid/v1/jwks',
  '/readyz',
  '/version',
];

/** metav1.RootPaths: where a client can go from here. */
export function rootPaths(groups: readonly CatalogGroup[]) {
  const ofGroups = groups.flatMap(({ name, versions }) => {
    const root = name === '' ? '/api' : `/apis/${name}`;
    return [root, ...versions.map(({ version }) => `${root}/${version}`)];
  });
  return { paths: ['/apis', ...ofGroups, ...OTHER_PATHS].sort() };
}

export function apiVersions(serverAddress: string) {
  return {
    kind: 'APIVersions',
    versions: ['v1'],
    serverAddressByClientCIDRs: [{ clientCIDR: '0.0.0.0/0', serverAddress }],
  };
}

export function apiGroupList(groups: readonly CatalogGroup[]) {
  return { kind: 'APIGroupList', apiVersion: 'v1', groups: groups.map(groupBody) };
}

export function apiGroup(group: CatalogGroup) {
  return { kind: 'APIGroup', apiVersion: 'v1', ...groupBody(group) };
}

function groupBody({ name, versions }: CatalogGroup) {
  const list = versions.map(({ version }) => ({ groupVersion: apiVersionOf({ group: name, version }), version }));
  return { name, versions: list, preferredVersion: list[0] };
}

export function apiResourceList(group: string, { version, resources }: CatalogVersion) {
  const groupVersion = apiVersionOf({ group, version });
  // The core group's list has never said its apiVersion.
  return {
    kind: 'APIResourceList',
    ...(group !== '' && { apiVersion: 'v1' }),
    groupVersion,
    resources,
  };
}

export function aggregatedDiscovery(groups: readonly CatalogGroup[], version: 'v2' | 'v2beta1') {
  return {
    kind: 'APIGroupDiscoveryList',
    apiVersion: `apidiscovery.k8s.io/${version}`,
    metadata: {},
    items: groups.map(({ name, versions }) => ({
      metadata: name === '' ? {} : { name },
      versions: versions.map((entry) => aggregatedVersion(name, entry)),
    })),
  };
}

function aggregatedVersion(group: string, { version, resources }: CatalogVersion) {
  const main = resources.filter((resource) => !resource.name.includes('/'));
  return {
    version,
    resources: main.map((resource) => aggregatedResource(group, version, resource, resources)),
    freshness: 'Current',
  };
}

function aggregatedResource(group: string, version: string, resource: ApiResource, all: readonly ApiResource[]) {
  const prefix = `${resource.name}/`;
  const subresources = all
    .filter((candidate) => candidate.name.startsWith(prefix))
    .map((candidate) => ({
      subresource: candidate.name.slice(prefix.length),
      responseKind: responseKind(group, version, candidate),
      verbs: candidate.verbs,
    }));
  return {
    resource: resource.name,
    responseKind: responseKind(group, version, resource),
    scope: resource.namespaced ? 'Namespaced' : 'Cluster',
    singularResource: resource.singularName,
    verbs: resource.verbs,
    ...(resource.shortNames && { shortNames: resource.shortNames }),
    ...(resource.categories && { categories: resource.categories }),
    ...(subresources.length > 0 && { subresources }),
  };
}

function responseKind(group: string, version: string, resource: ApiResource) {
  return { group: resource.group ?? group, version: resource.version ?? version, kind: resource.kind };
}
