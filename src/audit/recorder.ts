/** One request's audit: what is told of it on its way, and the events that come of it. */
import { encodeJson } from '../api/json.ts';
import { isJsonObject } from '../api/object.ts';
import type { AuditTrail } from '../request/audit-trail.ts';
import type { RequestContext } from '../request/context.ts';
import type { UserInfo } from '../request/user-info.ts';
import type { AuditStage, AuditUser, Level, ObjectReference, RecordedEvent, ResponseStatus } from './event.ts';
import { goDuration } from './go-duration.ts';
import { microTime } from './micro-time.ts';
import type { Evaluation } from './policy/evaluate.ts';
import { withoutCredentials } from './redact.ts';
import { sourceIps } from './source-ips.ts';
import { withoutManagedFields } from './without-managed-fields.ts';

/** Longer ones are cut, as upstream does. */
const MOST_USER_AGENT = 1024;
const CUT = '...TRUNCATED';

const LATENCY = 'apiserver.latency.k8s.io';
const SLOW_MILLISECONDS = 500;

/** Where time goes, in upstream's names. */
export type LatencyLayer = 'authentication';

/** JSON text that was made before. */
export interface Bodies {
  readonly responseObject?: unknown;
  readonly responseStatus?: ResponseStatus;
}

export class Recorder implements AuditTrail {
  readonly wants: { readonly request: boolean; readonly response: boolean };
  readonly #context: RequestContext;
  readonly #evaluation: Evaluation;
  readonly #annotations: Record<string, string> = Object.create(null);
  /** JSON text: the object itself goes on to be changed. */
  #requestObject: string | undefined;
  /** What the object says of itself. */
  #named: ObjectReference | undefined;
  readonly #spent = new Map<LatencyLayer, number>();

  constructor(context: RequestContext, evaluation: Evaluation) {
    const { level } = evaluation;
    this.#context = context;
    this.#evaluation = evaluation;
    this.wants = { request: level === 'Request' || level === 'RequestResponse', response: level === 'RequestResponse' };
  }

  get level(): Level {
    return this.#evaluation.level;
  }

  /** Whether this stage of the request is recorded. */
  records(stage: AuditStage): boolean {
    return this.level !== 'None' && !this.#evaluation.omitStages.has(stage);
  }

  requestObject(object: unknown): void {
    // A patch is no object: what it says of itself is not what it is about.
    if (this.#context.info.verb !== 'patch') this.#named = namesIn(object);
    if (this.wants.request) this.#requestObject = encodeJson(this.#shown(object));
  }

  annotate(key: string, value: string): void {
    this.#annotations[key] ??= value;
  }

  /** @param milliseconds of which the last told counts */
  spent(layer: LatencyLayer, milliseconds: number): void {
    this.#spent.set(layer, milliseconds);
  }

  /** @param now wall clock, in milliseconds */
  event(stage: AuditStage, now: number, { responseObject, responseStatus }: Bodies = {}): RecordedEvent {
    if (stage === 'ResponseComplete') this.#tellLatency(now);
    const { id, receivedAt } = this.#context;
    const annotations = Object.keys(this.#annotations).length > 0 ? this.#annotations : undefined;
    const shown = responseObject === undefined ? undefined : encodeJson(this.#shown(responseObject));
    // Every request pays for this text: put together piece by piece, it costs a third of an object made to be encoded.
    const json = `{"kind":"Event","apiVersion":"audit.k8s.io/v1","level":"${this.level}","auditID":${quote(id)},"stage":"${stage}"${
      this.#request() +
      member('responseStatus', responseStatus && quote(responseStatus)) +
      member('requestObject', this.#requestObject) +
      member('responseObject', shown) +
      member('requestReceivedTimestamp', quote(microTime(receivedAt))) +
      member('stageTimestamp', quote(microTime(now))) +
      member('annotations', annotations && quote(annotations))
    }}`;
    return { level: this.level, stage, json };
  }

  /** Of what was slow, as upstream does; a watch is long by its nature. */
  #tellLatency(now: number): void {
    const total = now - this.#context.receivedAt;
    if (total < SLOW_MILLISECONDS || this.#context.info.verb === 'watch') return;
    this.annotate(`${LATENCY}/total`, goDuration(total));
    for (const [layer, milliseconds] of this.#spent) this.annotate(`${LATENCY}/${layer}`, goDuration(milliseconds));
  }

  #request(): string {
    const { request, info, user, impersonator } = this.#context;
    const agent = request.headers['user-agent'];
    const objectRef = referenceOf(this.#context, this.#named);
    const uri = request.rawQuery === '' ? request.path : `${request.path}?${request.rawQuery}`;
    return (
      member('requestURI', quote(uri)) +
      member('verb', quote(info.verb)) +
      member('user', shownUser(impersonator ?? user)) +
      member('impersonatedUser', impersonator && shownUser(user)) +
      member('sourceIPs', quote(sourceIps(request))) +
      member('userAgent', typeof agent === 'string' ? quote(cut(agent)) : undefined) +
      member('objectRef', objectRef && quote(objectRef))
    );
  }

  #shown(object: unknown): unknown {
    const shown = withoutCredentials(this.#context.info, object);
    return this.#evaluation.omitManagedFields ? withoutManagedFields(shown) : shown;
  }
}

const quote = JSON.stringify;

function member(name: string, json: string | undefined): string {
  return json === undefined ? '' : `,"${name}":${json}`;
}

/** One and the same user asks again and again. */
const shownUsers = new WeakMap<UserInfo, string>();

function shownUser(info: UserInfo): string {
  let shown = shownUsers.get(info);
  if (shown === undefined) {
    const { name, uid, groups, extra } = info;
    const user: AuditUser = { username: name, ...(uid && { uid }), groups, ...(extra && { extra }) };
    shown = quote(user);
    shownUsers.set(info, shown);
  }
  return shown;
}

function referenceOf(
  { info }: RequestContext,
  named: ObjectReference = {},
): { [K in keyof ObjectReference]: string | undefined } | undefined {
  if (!info.isResourceRequest) return undefined;
  // What is undefined is left out of JSON.
  return {
    resource: info.resource,
    namespace: info.namespace || named.namespace,
    name: info.name || named.name,
    uid: named.uid,
    apiGroup: info.group || undefined,
    apiVersion: info.version,
    resourceVersion: named.resourceVersion,
    subresource: info.subresource || undefined,
  };
}

const NAMES = ['namespace', 'name', 'uid', 'resourceVersion'] as const;

function namesIn(object: unknown): ObjectReference | undefined {
  if (!isJsonObject(object) || !isJsonObject(object.metadata)) return undefined;
  const { metadata } = object;
  return Object.fromEntries(
    NAMES.map((name) => [name, metadata[name]]).filter(([, value]) => typeof value === 'string'),
  );
}

function cut(agent: string): string {
  return agent.length > MOST_USER_AGENT ? agent.slice(0, MOST_USER_AGENT) + CUT : agent;
}
