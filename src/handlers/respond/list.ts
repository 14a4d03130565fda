/** A page of objects, in the form that the client asked for. */
import type { ListMeta } from '../../api/object.ts';
import type { ApiResponse } from '../../request/http.ts';
import type { Negotiated } from '../../request/negotiate.ts';
import type { CachedObject } from '../../watch/cached-object.ts';
import { type Scope, servedApiVersion, servesStored, toServed } from '../scope.ts';
import { type Collection, respondCollection, wholeCollection } from './collection.ts';
import { JoinedItems } from './joined-items.ts';
import { isPretty, negotiateOrFail } from './json.ts';
import type { Page } from './page.ts';
import { checkForm, partialOf } from './partial.ts';
import { includeObject, tableOf, tableRow } from './table.ts';

/** @throws StatusError 406 */
export async function respondList(scope: Scope, page: Page): Promise<ApiResponse> {
  const { request } = scope.context;
  const negotiated = negotiateOrFail(request, 'any');
  checkForm(scope, negotiated, true);
  const metadata = listMeta(page);
  const isPlain = negotiated.as === 'Object' && negotiated.encoding === 'json' && !isPretty(request, negotiated);
  if (isPlain && servesStored(scope)) {
    const body = new JoinedItems(listHead(scope, metadata), page.items);
    const object = () => wholeCollection(collectionOf(scope, page, negotiated, metadata));
    return { status: 200, headers: { 'content-type': negotiated.mediaType }, body, object };
  }
  return respondCollection(request, negotiated, collectionOf(scope, page, negotiated, metadata));
}

function collectionOf(
  scope: Scope,
  { items: sources }: Page,
  { as, version }: Negotiated,
  metadata: ListMeta,
): Collection<CachedObject> {
  if (as === 'Table') {
    const include = includeObject(scope.context.request.query);
    const { rows: _, ...head } = tableOf(scope, [], metadata, version, true);
    return { head, listName: 'rows', sources, item: ({ object }) => tableRow(scope, object, include, version) };
  }
  if (as === 'PartialObjectMetadata') {
    const head = { kind: 'PartialObjectMetadataList', apiVersion: `meta.k8s.io/${version}`, metadata };
    return { head, listName: 'items', sources, item: ({ object }) => partialOf(object, version) };
  }
  const head = { kind: scope.resource.listKind, apiVersion: servedApiVersion(scope), metadata };
  return { head, listName: 'items', sources, item: ({ object }) => bareItem(toServed(scope, object)) };
}

function listMeta(page: Page): ListMeta {
  return {
    resourceVersion: String(page.revision),
    ...(page.continue !== '' && { continue: page.continue }),
    ...(page.remaining !== undefined && { remainingItemCount: page.remaining }),
  };
}

/** Items of a typed list do not repeat the list's kind. */
function bareItem({ kind: _kind, apiVersion: _apiVersion, ...item }: { kind: string; apiVersion: string }) {
  return item;
}

/** Everything up to the first item. */
function listHead(scope: Scope, metadata: ListMeta): Buffer {
  const head = { kind: scope.resource.listKind, apiVersion: servedApiVersion(scope), metadata };
  return Buffer.from(`${JSON.stringify(head).slice(0, -1)},"items":[`);
}
