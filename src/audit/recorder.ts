/**
 * One request's audit: what is told of it on its way, and the events that come of it, one for each policy that wants
 * it recorded, with no more in it than that policy wants.
 */
import { isJsonObject } from '../api/object.ts';
import type { AuditTrail, LatencyLayer } from '../request/audit-trail.ts';
import type { RequestContext } from '../request/context.ts';
import { Annotations } from './annotations.ts';
import type { AuditStage, RecordedEvent } from './event.ts';
import { member, type Names, NOBODY, requestMembers } from './event-json.ts';
import { goDuration } from './go-duration.ts';
import { microTime } from './micro-time.ts';
import { type ObjectTexts, textsOf } from './object-text.ts';
import type { Evaluation } from './policy/evaluate.ts';
import { quote } from './quote.ts';
import { redactedRequest, redactedResponse } from './redact/redact.ts';
import type { AuditSink } from './sink.ts';

/** Upstream's mark of an event that went without its objects. */
const TRUNCATED = 'audit.k8s.io/truncated';
const LATENCY = 'apiserver.latency.k8s.io';
const SLOW_MILLISECONDS = 500;

/** Of layers that upstream does not tell apart. */
const OWN_LATENCY = 'apiserver.latency.allium.dev';
const UPSTREAMS: ReadonlySet<LatencyLayer> = new Set(['authentication', 'authorization', 'etcd']);

/** What a policy wants of the request, other than nothing, and where that goes. */
export interface Recording {
  readonly evaluation: Evaluation;
  readonly sink: Pick<AuditSink, 'isStrict' | 'admit' | 'write'>;
}

export interface Answer {
  /** JSON text. */
  readonly status: string;
  /** Makes the object; called where it is wanted. */
  readonly object?: (() => unknown) | undefined;
}

export class Recorder implements AuditTrail {
  readonly wants: { readonly request: boolean; readonly response: boolean };
  readonly #context: RequestContext;
  readonly #isKnown: boolean;
  readonly #recordings: readonly Recording[];
  readonly #annotations = new Annotations();
  #requestObject: ObjectTexts | undefined;
  #named: Names | undefined;
  readonly #now: () => number;
  /** Milliseconds. */
  readonly #spent = new Map<LatencyLayer, number>();

  /** @param isKnown whether it was found out who asks @param now wall clock, in milliseconds */
  constructor(context: RequestContext, recordings: readonly Recording[], isKnown: boolean, now: () => number) {
    this.#context = context;
    this.#now = now;
    this.#isKnown = isKnown;
    this.#recordings = recordings;
    this.wants = {
      request: recordings.some(({ evaluation }) => evaluation.wants.request),
      response: recordings.some(({ evaluation }) => evaluation.wants.response),
    };
  }

  /** Whether any policy has this stage of the request recorded. */
  records(stage: AuditStage): boolean {
    return this.#recordings.some((recording) => isWanted(recording, stage));
  }

  /** @throws StatusError when it cannot be recorded, and must therefore not be done */
  admit(): void {
    for (const { sink } of this.#recordings) sink.admit?.();
  }

  requestObject(object: unknown): void {
    const { info } = this.#context;
    // A patch is no object: what it says of itself is not what it is about.
    if (info.verb !== 'patch') this.#named = namesIn(object);
    if (this.wants.request) this.#requestObject = this.#textsOf(redactedRequest(info, object), 'request');
  }

  annotate(key: string, value: string): void {
    this.#annotations.set(key, value);
  }

  timed<T>(layer: LatencyLayer, work: T): T {
    if (!(work instanceof Promise)) return work;
    const start = this.#now();
    return work.finally(() => this.spent(layer, this.#now() - start)) as T;
  }

  /** @param milliseconds more */
  spent(layer: LatencyLayer, milliseconds: number): void {
    this.#spent.set(layer, (this.#spent.get(layer) ?? 0) + milliseconds);
  }

  /**
   * @returns a promise where a backend wants to be waited for; it rejects where the request must not be served
   * @throws an error of the answer's object; then nothing is recorded
   */
  record(stage: AuditStage, answer?: Answer): void | Promise<void> {
    const now = this.#now();
    if (stage === 'ResponseComplete') this.#tellLatency(now);
    const { id, receivedAt, user } = this.#context;
    const start = `,"auditID":${quote(id)},"stage":"${stage}"${
      requestMembers(this.#context, this.#isKnown ? user : NOBODY, this.#named) +
      member('responseStatus', answer?.status)
    }`;
    const end = `,"requestReceivedTimestamp":"${microTime(receivedAt)}","stageTimestamp":"${microTime(now)}"`;
    const shown = this.#shown(answer?.object);
    const waiting: Promise<void>[] = [];
    for (const recording of this.#recordings) {
      if (!isWanted(recording, stage)) continue;
      const { evaluation, sink } = recording;
      const { level } = evaluation;
      const head = `{"kind":"Event","apiVersion":"audit.k8s.io/v1","level":"${level}"${start}`;
      const written = sink.write({ level, stage, ...this.#texts(head, this.#objects(evaluation, shown), end) });
      if (written) waiting.push(written);
    }
    return waiting.length > 0 ? Promise.all(waiting).then(() => {}) : undefined;
  }

  /** Of an event: whole, and without its objects where it has any. */
  #texts(head: string, objects: string, end: string): Pick<RecordedEvent, 'json' | 'truncated'> {
    const closed = (annotations: string | undefined) => `${end}${member('annotations', annotations)}}`;
    const json = head + objects + closed(this.#annotations.json);
    if (objects === '') return { json };
    return { json, truncated: () => head + closed(this.#annotations.jsonWith(TRUNCATED, 'true')) };
  }

  #objects({ wants, omitManagedFields }: Evaluation, shown: ObjectTexts | undefined): string {
    if (!wants.request) return '';
    const request = member('requestObject', this.#requestObject?.get(omitManagedFields));
    return wants.response ? request + member('responseObject', shown?.get(omitManagedFields)) : request;
  }

  #shown(object: Answer['object']): ObjectTexts | undefined {
    if (!this.wants.response || !object) return undefined;
    return this.#textsOf(redactedResponse(this.#context.info, object()), 'response');
  }

  #textsOf(shown: unknown, body: 'request' | 'response'): ObjectTexts {
    const wanting = this.#recordings.map(({ evaluation }) => evaluation).filter(({ wants }) => wants[body]);
    return textsOf(shown, wanting);
  }

  /** Of what was slow, as upstream does; a watch is long by its nature. */
  #tellLatency(now: number): void {
    const total = now - this.#context.receivedAt;
    if (total <= SLOW_MILLISECONDS || this.#context.info.verb === 'watch') return;
    this.annotate(`${LATENCY}/total`, goDuration(total));
    for (const [layer, milliseconds] of this.#spent) {
      const domain = UPSTREAMS.has(layer) ? LATENCY : OWN_LATENCY;
      if (milliseconds > 0) this.annotate(`${domain}/${layer}`, goDuration(milliseconds));
    }
  }
}

/** Where what is not recorded must not happen, that a request came is recorded whatever the policy leaves out. */
function isWanted({ evaluation, sink }: Recording, stage: AuditStage): boolean {
  return !evaluation.omitStages.has(stage) || (stage === 'RequestReceived' && sink.isStrict === true);
}

function namesIn(object: unknown): Names | undefined {
  if (!isJsonObject(object) || !isJsonObject(object.metadata)) return undefined;
  const { namespace, name, uid, resourceVersion } = object.metadata;
  return {
    namespace: textOrNothing(namespace),
    name: textOrNothing(name),
    uid: textOrNothing(uid),
    resourceVersion: textOrNothing(resourceVersion),
  };
}

function textOrNothing(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
