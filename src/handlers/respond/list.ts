/** A page of objects, in the form that the client asked for. */
import { setImmediate } from 'node:timers/promises';
import type { ListMeta } from '../../api/object.ts';
import { metadataOffset } from '../../registry/store/codec.ts';
import type { ApiResponse } from '../../request/http.ts';
import type { Negotiated } from '../../request/negotiate.ts';
import type { CachedObject } from '../../watch/cached-object.ts';
import { type Scope, servedApiVersion, servesStored, toServed } from '../scope.ts';
import { type Collection, respondCollection } from './collection.ts';
import { isPretty, negotiateOrFail } from './json.ts';
import type { Page } from './page.ts';
import { partialOf } from './partial.ts';
import { includeObject, tableOf, tableRow } from './table.ts';

/** Bytes copied between two turns. */
const BYTES_PER_TURN = 4 << 20;

/** @throws StatusError 406 */
export async function respondList(scope: Scope, page: Page): Promise<ApiResponse> {
  const { request } = scope.context;
  const negotiated = negotiateOrFail(request, 'any');
  const metadata = listMeta(page);
  const isPlain = negotiated.as === 'Object' && negotiated.encoding === 'json' && !isPretty(request, negotiated);
  if (isPlain && servesStored(scope)) {
    const body = await joinItems(listHead(scope, metadata), page.items);
    return { status: 200, headers: { 'content-type': negotiated.mediaType }, body };
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

function listHead(scope: Scope, metadata: ListMeta): string {
  const kind = JSON.stringify(scope.resource.listKind);
  return `{"kind":${kind},"apiVersion":${JSON.stringify(servedApiVersion(scope))},"metadata":${JSON.stringify(metadata)},"items":[`;
}

const TAIL = Buffer.from(']}');
const COMMA = 0x2c;
const BRACE = 0x7b;

/** The items' bytes from `"metadata"` on, each behind `{`, joined in pieces of at most BYTES_PER_TURN. */
async function joinItems(head: string, items: readonly CachedObject[]): Promise<Uint8Array[]> {
  const pieces: Uint8Array[] = [Buffer.from(head)];
  for (let start = 0; start < items.length; ) {
    if (start > 0) await setImmediate();
    let end = start;
    let size = 0;
    while (end < items.length && size < BYTES_PER_TURN) size += items[end++]!.bytes.length + 1;
    pieces.push(joinPiece(items, start, end, size));
    start = end;
  }
  pieces.push(TAIL);
  return pieces;
}

function joinPiece(items: readonly CachedObject[], start: number, end: number, size: number): Buffer {
  const piece = Buffer.allocUnsafe(size);
  let at = 0;
  // The offset is the same for all objects of one kind.
  const offset = metadataOffset(items[start]!.bytes);
  for (let index = start; index < end; index += 1) {
    const { bytes } = items[index]!;
    if (index > 0) piece[at++] = COMMA;
    piece[at++] = BRACE;
    at += bytes.copy(piece, at, offset);
  }
  return piece.subarray(0, at);
}
