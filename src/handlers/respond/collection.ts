/** Long answers, encoded item by item, so that no list keeps other requests waiting. */
import { encodeJson } from '../../api/json.ts';
import { encodeYaml } from '../../api/yaml-encode.ts';
import { JoinedBuffers } from '../../request/body-pieces.ts';
import type { ApiRequest, ApiResponse } from '../../request/http.ts';
import type { Negotiated } from '../../request/negotiate.ts';
import { Turns } from '../../util/turns.ts';
import { encodePretty, isPretty, newline } from './json.ts';

/** An answer whose last member is a long list. */
export interface Collection<T> {
  /** All other members. */
  readonly head: Readonly<Record<string, unknown>>;
  readonly listName: string;
  readonly sources: readonly T[];
  /** What stands in the list for a source; called when it is that item's turn. */
  item(source: T): unknown;
}

export async function respondCollection<T>(
  request: ApiRequest,
  negotiated: Negotiated,
  collection: Collection<T>,
): Promise<ApiResponse> {
  const writer = chooseWriter(negotiated, isPretty(request, negotiated));
  const pieces = [Buffer.from(writer.open(collection))];
  const turns = new Turns();
  let texts: string[] = [];
  for (const [position, source] of collection.sources.entries()) {
    texts.push(writer.item(collection.item(source), position));
    if (!turns.isOver) continue;
    pieces.push(Buffer.from(texts.join('')));
    texts = [];
    await turns.next();
  }
  pieces.push(Buffer.from(texts.join('') + writer.close(collection)));
  return {
    status: 200,
    headers: { 'content-type': negotiated.mediaType },
    body: new JoinedBuffers(pieces),
    object: () => wholeCollection(collection),
  };
}

export function wholeCollection<T>({ head, listName, sources, item }: Collection<T>): unknown {
  return { ...head, [listName]: sources.map(item) };
}

/** The three parts of an encoded collection; items carry what separates them. */
interface Writer {
  open(collection: Collection<any>): string;
  item(value: unknown, position: number): string;
  close(collection: Collection<any>): string;
}

function chooseWriter(negotiated: Negotiated, pretty: boolean): Writer {
  if (negotiated.encoding === 'yaml') return YAML;
  return pretty ? PRETTY_JSON : JSON_WRITER;
}

const JSON_WRITER: Writer = {
  open: ({ head, listName }) => encodeJson({ ...head, [listName]: [] }).slice(0, -2),
  item: (value, position) => (position > 0 ? ',' : '') + encodeJson(value),
  close: () => ']}',
};

const ITEM_DEPTH = 2;
const PRETTY_JSON: Writer = {
  open: ({ head, listName }) => {
    const text = encodePretty({ ...head, [listName]: [] });
    return text.slice(0, text.lastIndexOf(']'));
  },
  item: (value, position) => (position > 0 ? ',' : '') + newline(ITEM_DEPTH) + encodePretty(value, ITEM_DEPTH),
  close: ({ sources }) => `${sources.length > 0 ? newline(1) : ''}]${newline(0)}}\n`,
};

/** Keys are sorted: members of the head stand on both sides of the list. */
const YAML: Writer = {
  open: ({ head, listName, sources }) => {
    const before = membersOf(head, (key) => key < listName);
    return sources.length > 0 ? `${before}${listName}:\n` : `${before}${listName}: []\n`;
  },
  item: (value) => encodeYaml([value]),
  close: ({ head, listName }) => membersOf(head, (key) => key > listName),
};

function membersOf(head: Readonly<Record<string, unknown>>, picks: (key: string) => boolean): string {
  const members = Object.fromEntries(Object.entries(head).filter(([key]) => picks(key)));
  return Object.keys(members).length > 0 ? encodeYaml(members) : '';
}
