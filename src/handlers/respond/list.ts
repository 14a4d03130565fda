/** A page of objects, in the form that the client asked for. */
import { setImmediate } from 'node:timers/promises';
import type { ListMeta } from '../../api/object.ts';
import { metadataOffset } from '../../registry/store/codec.ts';
import type { ApiResponse } from '../../request/http.ts';
import type { Negotiated } from '../../request/negotiate.ts';
import type { CachedObject } from '../../watch/cached-object.ts';
import { type Scope, servedApiVersion, servesStored, toServed } from '../scope.ts';
import { encoded, isPretty, negotiateOrFail } from './json.ts';
import type { Page } from './page.ts';
import { partialOf } from './partial.ts';
import { includeObject, tableOf, tableRow } from './table.ts';

/** Items turned into other forms between two turns of the event loop: a long list must not stall other requests. */
const ITEMS_PER_TURN = 500;
/** Bytes copied between two turns. */
const BYTES_PER_TURN = 4 << 20;

/** @throws StatusError 406 */
export async function respondList(scope: Scope, page: Page): Promise<ApiResponse> {
  const { request } = scope.context;
  const negotiated = negotiateOrFail(request, 'any');
  const metadata = listMeta(page);
  if (negotiated.as === 'Table') return respondTable(scope, page, negotiated, metadata);
  if (negotiated.as === 'PartialObjectMetadata') {
    const items = await mapInTurns(page.items, (item) => partialOf(item.object, negotiated.version));
    const apiVersion = `meta.k8s.io/${negotiated.version}`;
    return encoded(request, negotiated, 200, { kind: 'PartialObjectMetadataList', apiVersion, metadata, items });
  }
  if (negotiated.encoding === 'json' && servesStored(scope) && !isPretty(request, negotiated)) {
    const body = await joinItems(listHead(scope, metadata), page.items);
    return { status: 200, headers: { 'content-type': negotiated.mediaType }, body };
  }
  const items = await mapInTurns(page.items, (item) => bareItem(toServed(scope, item.object)));
  const head = { kind: scope.resource.listKind, apiVersion: servedApiVersion(scope), metadata };
  return encoded(request, negotiated, 200, { ...head, items });
}

async function respondTable(
  scope: Scope,
  page: Page,
  negotiated: Negotiated,
  metadata: ListMeta,
): Promise<ApiResponse> {
  const { request } = scope.context;
  const include = includeObject(request.query);
  const rows = await mapInTurns(page.items, (item) => tableRow(scope, item.object, include, negotiated.version));
  return encoded(request, negotiated, 200, tableOf(scope, rows, metadata, negotiated.version, true));
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

async function mapInTurns<T>(items: readonly CachedObject[], map: (item: CachedObject) => T): Promise<T[]> {
  const mapped: T[] = [];
  for (let start = 0; start < items.length; start += ITEMS_PER_TURN) {
    if (start > 0) await setImmediate();
    for (const item of items.slice(start, start + ITEMS_PER_TURN)) mapped.push(map(item));
  }
  return mapped;
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
