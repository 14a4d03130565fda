/**
 * One request's audit: what is told of it on its way, and the events that come of it, one for each policy that wants
 * it recorded, with no more in it than that policy wants.
 */
import { encodeJson } from '../api/json.ts';
import { isJsonObject } from '../api/object.ts';
import type { AuditTrail } from '../request/audit-trail.ts';
import type { RequestContext } from '../request/context.ts';
import type { UserInfo } from '../request/user-info.ts';
import type { AuditStage, AuditUser, ObjectReference, RecordedEvent, ResponseStatus } from './event.ts';
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

/** What was answered. */
export interface Bodies {
  /** Makes the object; called where it is wanted. */
  readonly responseObject?: () => unknown;
  readonly responseStatus?: ResponseStatus;
}

export class Recorder implements AuditTrail {
  readonly wants: { readonly request: boolean; readonly response: boolean };
  readonly #context: RequestContext;
  /** By policies. */
  readonly #evaluations: readonly Evaluation[];
  readonly #annotations: Record<string, string> = Object.create(null);
  /** JSON text: the object itself goes on to be changed. */
  #requestObject: Texts | undefined;
  /** What the object says of itself. */
  #named: ObjectReference | undefined;
  readonly #spent = new Map<LatencyLayer, number>();

  /** @param evaluations one for each policy */
  constructor(context: RequestContext, evaluations: readonly Evaluation[]) {
    this.#context = context;
    this.#evaluations = evaluations;
    this.wants = { request: evaluations.some(wantsRequest), response: evaluations.some(wantsResponse) };
  }

  /** Whether any policy has this stage of the request recorded. */
  records(stage: AuditStage): boolean {
    return this.#evaluations.some((evaluation) => recordsStage(evaluation, stage));
  }

  /** @param policy its position @returns whether it has anything of the request recorded */
  isRecordedBy(policy: number): boolean {
    return this.#evaluations[policy]!.level !== 'None';
  }

  requestObject(object: unknown): void {
    // A patch is no object: what it says of itself is not what it is about.
    if (this.#context.info.verb !== 'patch') this.#named = namesIn(object);
    if (this.wants.request) this.#requestObject = this.#textsOf(object, wantsRequest);
  }

  annotate(key: string, value: string): void {
    this.#annotations[key] ??= value;
  }

  /** @param milliseconds of which the last told counts */
  spent(layer: LatencyLayer, milliseconds: number): void {
    this.#spent.set(layer, milliseconds);
  }

  /** @param now wall clock, in milliseconds @returns an event for each policy; undefined: it does not want it */
  events(stage: AuditStage, now: number, bodies: Bodies = {}): readonly (RecordedEvent | undefined)[] {
    const { responseObject, responseStatus } = bodies;
    if (stage === 'ResponseComplete') this.#tellLatency(now);
    const annotations = Object.keys(this.#annotations).length > 0 ? this.#annotations : undefined;
    const told = this.#request() + member('responseStatus', responseStatus && quote(responseStatus));
    const after =
      member('requestReceivedTimestamp', quote(microTime(this.#context.receivedAt))) +
      member('stageTimestamp', quote(microTime(now))) +
      member('annotations', annotations && quote(annotations));
    const shown = this.wants.response && responseObject ? this.#textsOf(responseObject(), wantsResponse) : undefined;
    return this.#evaluations.map((evaluation) => {
      if (!recordsStage(evaluation, stage)) return undefined;
      const { level, omitManagedFields } = evaluation;
      // Every request pays for this text: put together piece by piece, it costs a third of an object made to be encoded.
      const json = `{"kind":"Event","apiVersion":"audit.k8s.io/v1","level":"${level}","auditID":${quote(this.#context.id)},"stage":"${stage}"${
        told +
        member('requestObject', wantsRequest(evaluation) ? this.#requestObject?.get(omitManagedFields) : undefined) +
        member('responseObject', wantsResponse(evaluation) ? shown?.get(omitManagedFields) : undefined) +
        after
      }}`;
      return { level, stage, json };
    });
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

  #textsOf(object: unknown, isWanted: (evaluation: Evaluation) => boolean): Texts {
    const shown = withoutCredentials(this.#context.info, object);
    const forms = new Set(this.#evaluations.filter(isWanted).map(({ omitManagedFields }) => omitManagedFields));
    return new Map([...forms].map((omit) => [omit, encodeJson(omit ? withoutManagedFields(shown) : shown)]));
  }
}

/** An object as JSON text, by whether its managed fields are left out. */
type Texts = ReadonlyMap<boolean, string>;

function recordsStage({ level, omitStages }: Evaluation, stage: AuditStage): boolean {
  return level !== 'None' && !omitStages.has(stage);
}

function wantsRequest({ level }: Evaluation): boolean {
  return level === 'Request' || level === 'RequestResponse';
}

function wantsResponse({ level }: Evaluation): boolean {
  return level === 'RequestResponse';
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
