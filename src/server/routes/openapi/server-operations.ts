/** The operations that are about the server and what it serves, not about a resource. */
import type { Operation, Path } from './operation.ts';
import { operationNames } from './operation-names.ts';
import { VERSION_INFO } from './shared-definitions.ts';

const META = 'io.k8s.apimachinery.pkg.apis.meta.v1';

/** @returns `/api`, `/api/v1`, `/apis/apps`, `/apis/apps/v1` */
export function rootOf(group: string, version?: string): string {
  const root = group === '' ? '/api' : `/apis/${group}`;
  return version ? `${root}/${version}` : root;
}

/** What a group version has, as discovery tells it. */
export function resourcesPath(group: string, version: string): Path {
  const { tag, id } = operationNames(group, version);
  return reading(`${rootOf(group, version)}/`, {
    id: id('get', 'APIResources'),
    tag,
    description: 'get available resources',
    response: { definition: `${META}.APIResourceList` },
  });
}

/** Which versions a group has; for the core group, those of all that is under `/api`. */
export function groupPath(group: string): Path {
  const { tag, id } = operationNames(group);
  const core = group === '';
  return reading(`${rootOf(group)}/`, {
    id: id('get', core ? 'APIVersions' : 'APIGroup'),
    tag,
    description: core ? 'get available API versions' : 'get information of a group',
    response: { definition: `${META}.${core ? 'APIVersions' : 'APIGroup'}` },
  });
}

/** Of every server. */
export const SERVER_PATHS: readonly Path[] = [
  reading('/.well-known/openid-configuration', {
    id: 'getServiceAccountIssuerOpenIDConfiguration',
    tag: 'WellKnown',
    description: 'get the OpenID configuration of the issuer of service account tokens',
    response: 'any',
  }),
  reading('/apis/', {
    id: 'getAPIVersions',
    tag: 'apis',
    description: 'get available API versions',
    response: { definition: `${META}.APIGroupList` },
  }),
  reading('/openid/v1/jwks', {
    id: 'getServiceAccountIssuerOpenIDKeyset',
    tag: 'openid',
    description: 'get the public keys that verify service account tokens, as a JSON Web Key Set',
    response: 'any',
  }),
  reading('/version/', {
    id: 'getCodeVersion',
    tag: 'version',
    description: 'get the version information for this server',
    response: { definition: VERSION_INFO },
  }),
];

function reading(path: string, rest: Pick<Operation, 'id' | 'tag' | 'description' | 'response'>): Path {
  return { path, parameters: [], operations: [{ method: 'get', query: [], statuses: [200], ...rest }] };
}
