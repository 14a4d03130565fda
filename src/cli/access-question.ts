/** What `allium can` and `allium who-can` ask, from the words of a command line. */
import type { ApiClient } from '../client/client.ts';
import { ConfigError } from '../config/errors.ts';
import type { Io } from './io.ts';

export interface QuestionOptions {
  readonly namespace?: string;
  readonly allNamespaces?: true;
  readonly subresource?: string;
}

/** As authorization.k8s.io/v1 has it. */
export type Asked =
  | { readonly resourceAttributes: Readonly<Record<string, string>> }
  | { readonly nonResourceAttributes: { readonly verb: string; readonly path: string } };

/** A resource as discovery tells it. */
export interface KnownResource {
  readonly group: string;
  readonly name: string;
  readonly singular: string;
  readonly shortNames: readonly string[];
  readonly namespaced: boolean;
}

const DEFAULT_NAMESPACE = 'default';

/**
 * @param target `pods`, `deploy/web`, `deployments.apps`, `*`, or a path: `/metrics`
 * @throws ConfigError for a resource that the server does not have
 */
export function askedBy(
  verb: string,
  target: string,
  options: QuestionOptions,
  known: readonly KnownResource[],
): Asked {
  if (target.startsWith('/')) return { nonResourceAttributes: { verb, path: target } };
  const [word = '', name = ''] = target.split('/', 2);
  const { group, resource, namespaced } = resolve(word, known);
  const namespace = namespaced && !options.allNamespaces ? (options.namespace ?? DEFAULT_NAMESPACE) : '';
  const fields = { verb, group, resource, subresource: options.subresource ?? '', namespace, name };
  return { resourceAttributes: Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== '')) };
}

function resolve(word: string, known: readonly KnownResource[]) {
  if (word === '*') return { group: '*', resource: '*', namespaced: true };
  const found = resolveResource(word, known);
  return { group: found.group, resource: found.name, namespaced: found.namespaced };
}

/** @param word `deploy`, `deployments.apps` @throws ConfigError for a resource that the server does not have */
export function resolveResource<T extends KnownResource>(word: string, known: readonly T[]): T {
  const dot = word.indexOf('.');
  const [name, group] = dot < 0 ? [word, undefined] : [word.slice(0, dot), word.slice(dot + 1)];
  const isCalled = (one: T) => [one.name, one.singular, ...one.shortNames].includes(name);
  const found = known.find((one) => isCalled(one) && (group === undefined || one.group === group));
  if (!found) throw new ConfigError(`the server has no resource ${word}`);
  return found;
}

/** `delete pods x in the namespace default` */
export function wordsOf(asked: Asked): string {
  if ('nonResourceAttributes' in asked)
    return `${asked.nonResourceAttributes.verb} ${asked.nonResourceAttributes.path}`;
  const { verb = '', resource = '', subresource, group, namespace, name } = asked.resourceAttributes;
  const what = `${resource}${subresource ? `/${subresource}` : ''}${group ? `.${group}` : ''}`;
  const where = namespace ? `in the namespace ${namespace}` : 'in the whole cluster';
  return [verb, what, name ?? '', where].filter((word) => word !== '').join(' ');
}

const words = (text: string): ReadonlySet<string> => new Set(text.split(' '));

const RESOURCE_VERBS = words(
  'get list watch create update patch delete deletecollection use bind impersonate approve sign escalate attest *',
);
const PATH_VERBS = words('get put post head options delete patch *');

/** A role may hold any word as a verb, and a slip of the hand is granted to nobody: kubectl warns in the same words. */
export function warnOfVerb(asked: Asked, io: Pick<Io, 'error'>): void {
  const isPath = 'nonResourceAttributes' in asked;
  const { verb = '' } = isPath ? asked.nonResourceAttributes : asked.resourceAttributes;
  if (!(isPath ? PATH_VERBS : RESOURCE_VERBS).has(verb)) io.error(`Warning: verb '${verb}' is not a known verb\n`);
}

/** In the server's order of preference: the core group, then as it lists the others. */
export async function discover(client: ApiClient): Promise<KnownResource[]> {
  const groups = (await Promise.all(['/api', '/apis'].map((path) => client.discovery(path)))).flat();
  return groups.flatMap(({ name, versions }) =>
    (versions[0]?.resources ?? []).map(({ resource, singular, shortNames = [], scope }) => ({
      group: name,
      name: resource,
      singular,
      shortNames,
      namespaced: scope === 'Namespaced',
    })),
  );
}
