/** Looks at what is being deleted, and at all that is in it. */
import type { KubeObject } from '../../api/object.ts';
import { StatusError } from '../../api/status.ts';
import type { ApiClient } from '../../client/client.ts';
import type { KnownResource } from '../access-question.ts';
import { type Held, heldOf, type Stuck } from './holds.ts';

/** Kinds with their versions, as discovery tells them. */
export interface ListedResource extends KnownResource {
  readonly version: string;
}

const PAGE = 500;

export async function look(
  client: ApiClient,
  resource: ListedResource,
  namespace: string | undefined,
  name: string,
  known: readonly ListedResource[],
): Promise<Stuck> {
  const object = await client.get({ ...targetOf(resource), namespace, name });
  const isNamespace = resource.group === '' && resource.name === 'namespaces';
  const content = isNamespace ? await contentOf(client, name, known) : { held: [], unseen: [] };
  return { ...stuckOf(resource, object), ...content };
}

function stuckOf(resource: ListedResource, object: KubeObject): Omit<Stuck, 'held' | 'unseen'> {
  const { deletedAt, finalizers, namespace, name } = heldOf(resource, object);
  const conditions: readonly { type: string; status: string; message?: string }[] = object.status?.conditions ?? [];
  return {
    resource: resource.singular,
    ...(namespace !== undefined && { namespace }),
    name,
    ...(deletedAt !== undefined && { deletedAt }),
    finalizers,
    specFinalizers: resource.name === 'namespaces' ? (object.spec?.finalizers ?? []) : [],
    conditions: conditions
      .filter(({ type, status }) => status === 'True' && type.startsWith('Namespace'))
      .map(({ type, message = '' }) => ({ type, message })),
  };
}

async function contentOf(client: ApiClient, namespace: string, known: readonly ListedResource[]) {
  const held: Held[] = [];
  const unseen: string[] = [];
  for (const resource of known.filter(({ namespaced }) => namespaced)) {
    try {
      held.push(...(await listAll(client, resource, namespace)).map((object) => heldOf(resource, object)));
    } catch (error) {
      if (!(error instanceof StatusError)) throw error;
      // What cannot be listed holds nothing: reviews, bindings.
      if (error.code !== 404 && error.code !== 405) unseen.push(error.message);
    }
  }
  return { held, unseen };
}

async function listAll(client: ApiClient, resource: ListedResource, namespace: string): Promise<KubeObject[]> {
  const found: KubeObject[] = [];
  for (let next: string | undefined = ''; next !== undefined; ) {
    const query = { limit: PAGE, continue: next === '' ? undefined : next };
    const page = await client.list({ ...targetOf(resource), namespace }, query);
    found.push(...page.items);
    next = page.metadata.continue || undefined;
  }
  return found;
}

function targetOf({ group, version, name }: ListedResource) {
  return { group, version, resource: name };
}
