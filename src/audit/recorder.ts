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
    const head = encodeJson({
      kind: 'Event',
      apiVersion: 'audit.k8s.io/v1',
      level: this.level,
      auditID: this.#context.id,
      stage,
      ...this.#request(),
      ...(responseStatus && { responseStatus }),
    });
    const tail = encodeJson({
      ...(responseObject !== undefined && { responseObject: this.#shown(responseObject) }),
      requestReceivedTimestamp: microTime(this.#context.receivedAt),
      stageTimestamp: microTime(now),
      ...(Object.keys(this.#annotations).length > 0 && { annotations: this.#annotations }),
    });
    const body = this.#requestObject === undefined ? '' : `"requestObject":${this.#requestObject},`;
    return { level: this.level, stage, json: `${head.slice(0, -1)},${body}${tail.slice(1)}` };
  }

  /** Of what was slow, as upstream does; a watch is long by its nature. */
  #tellLatency(now: number): void {
    const total = now - this.#context.receivedAt;
    if (total < SLOW_MILLISECONDS || this.#context.info.verb === 'watch') return;
    this.annotate(`${LATENCY}/total`, goDuration(total));
    for (const [layer, milliseconds] of this.#spent) this.annotate(`${LATENCY}/${layer}`, goDuration(milliseconds));
  }

  #request() {
    const { request, info, user, impersonator } = this.#context;
    const agent = request.headers['user-agent'];
    const objectRef = referenceOf(this.#context, this.#named);
    return {
      requestURI: request.rawQuery === '' ? request.path : `${request.path}?${request.rawQuery}`,
      verb: info.verb,
      user: shownUser(impersonator ?? user),
      ...(impersonator && { impersonatedUser: shownUser(user) }),
      sourceIPs: sourceIps(request),
      ...(typeof agent === 'string' && { userAgent: cut(agent) }),
      ...(objectRef && { objectRef }),
    };
  }

  #shown(object: unknown): unknown {
    return this.#evaluation.omitManagedFields ? withoutManagedFields(object) : object;
  }
}

function shownUser({ name, uid, groups, extra }: UserInfo): AuditUser {
  return { username: name, ...(uid && { uid }), groups, ...(extra && { extra }) };
}

function referenceOf({ info }: RequestContext, named: ObjectReference = {}): ObjectReference | undefined {
  if (!info.isResourceRequest) return undefined;
  const { resource, group, version, subresource } = info;
  const { uid, resourceVersion } = named;
  const namespace = info.namespace || named.namespace;
  const name = info.name || named.name;
  return {
    resource,
    ...(namespace && { namespace }),
    ...(name && { name }),
    ...(uid && { uid }),
    ...(group && { apiGroup: group }),
    apiVersion: version,
    ...(resourceVersion && { resourceVersion }),
    ...(subresource && { subresource }),
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
