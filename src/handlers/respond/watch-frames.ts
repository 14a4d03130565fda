/** The frames of a watch: `{"type":…,"object":…}`, one a line, made once for all watchers that want the same form. */
import { encodeJson } from '../../api/json.ts';
import type { KubeObject } from '../../api/object.ts';
import type { Status, StatusError } from '../../api/status.ts';
import { type ObjectView, wireBytesAt, withRevision } from '../../registry/store/codec.ts';
import type { Negotiated } from '../../request/negotiate.ts';
import type { CacheEvent, CacheEventType } from '../../watch/cache-event.ts';
import { type Scope, servedApiVersion, servedKind, servesStored, toServed } from '../scope.ts';
import type { Predicate } from '../selection.ts';
import { partialOf } from './partial.ts';
import { type IncludeObject, includeObject, tableOf, tableRow } from './table.ts';

const INITIAL_EVENTS_END = 'k8s.io/initial-events-end';

export class WatchFrames {
  readonly #scope: Scope;
  readonly #negotiated: Negotiated;
  readonly #include: IncludeObject;
  readonly #format: string;
  #columnsSent = false;

  constructor(scope: Scope, negotiated: Negotiated) {
    this.#scope = scope;
    this.#negotiated = negotiated;
    this.#include = negotiated.as === 'Table' ? includeObject(scope.context.request.query) : 'None';
    const { as, version } = negotiated;
    this.#format = [servedApiVersion(scope), as, version, this.#include].join(' ');
  }

  /** Undefined when the event does not concern this watch. */
  event(event: CacheEvent, selects: Predicate | undefined): Buffer | undefined {
    const seen = selects ? seenThrough(event, selects) : event.type;
    if (!seen) return undefined;
    const make = () => (seen === 'LEFT' ? this.#frame('DELETED', asLeft(event)) : this.#frame(seen, event.current));
    // The column headers go out once a watch, with its first row.
    return this.#sendsColumns() ? make() : event.frame(`${seen} ${this.#format}`, make);
  }

  initial(item: ObjectView): Buffer {
    return this.#frame('ADDED', item);
  }

  bookmark(revision: number, initialEventsEnd: boolean): Buffer {
    const object: KubeObject = {
      kind: servedKind(this.#scope),
      apiVersion: servedApiVersion(this.#scope),
      metadata: {
        resourceVersion: String(revision),
        ...(initialEventsEnd && { annotations: { [INITIAL_EVENTS_END]: 'true' } }),
      },
    };
    const { as, version } = this.#negotiated;
    if (as === 'PartialObjectMetadata') return this.#encode('BOOKMARK', partialOf(object, version));
    if (as === 'Object') return this.#encode('BOOKMARK', object);
    const row = { cells: [], object: partialOf(object, version) };
    return this.#encode('BOOKMARK', tableOf(this.#scope, [row], { resourceVersion: String(revision) }, version, false));
  }

  error(error: StatusError): Buffer {
    const status: Status = error.toStatus();
    return this.#encode('ERROR', status);
  }

  #sendsColumns(): boolean {
    return this.#negotiated.as === 'Table' && !this.#columnsSent;
  }

  #frame(type: CacheEventType, item: ObjectView): Buffer {
    if (this.#negotiated.as === 'Object' && servesStored(this.#scope)) return joinFrame(type, item.bytes);
    return this.#encode(type, this.#shown(item.object));
  }

  #shown(object: KubeObject): unknown {
    const { as, version } = this.#negotiated;
    if (as === 'Object') return toServed(this.#scope, object);
    if (as === 'PartialObjectMetadata') return partialOf(object, version);
    const row = tableRow(this.#scope, object, this.#include, version);
    const columns = !this.#columnsSent;
    this.#columnsSent = true;
    return tableOf(this.#scope, [row], { resourceVersion: object.metadata.resourceVersion }, version, columns);
  }

  #encode(type: string, object: unknown): Buffer {
    return Buffer.from(`${encodeJson({ type, object })}\n`);
  }
}

const TAIL = Buffer.from('}\n');

function joinFrame(type: CacheEventType, bytes: Buffer): Buffer {
  return Buffer.concat([Buffer.from(`{"type":"${type}","object":`), bytes, TAIL]);
}

/** An object that comes to match a selector is ADDED to this watch, one that ceases to LEFT it. */
function seenThrough(event: CacheEvent, selects: Predicate): CacheEventType | 'LEFT' | undefined {
  const now = event.type !== 'DELETED' && selects(event.current.object);
  const before = event.previous !== undefined && selects(event.previous.object);
  if (now) return before ? 'MODIFIED' : 'ADDED';
  if (!before) return undefined;
  return event.type === 'DELETED' ? 'DELETED' : 'LEFT';
}

/**
 * The object as this watch saw it last, with the revision at which it left. Threat: what it has become is not for those
 * who may only see what their selector lets them.
 */
function asLeft({ previous, revision }: CacheEvent): ObjectView {
  return {
    bytes: wireBytesAt(previous!.bytes, revision),
    get object() {
      return withRevision(previous!.object, revision);
    },
  };
}
