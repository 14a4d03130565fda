/** One request's audit: what is told of it on its way, and the events that come of it. */
import { encodeJson } from '../api/json.ts';
import type { AuditTrail } from '../request/audit-trail.ts';
import type { RequestContext } from '../request/context.ts';
import type { UserInfo } from '../request/user-info.ts';
import type { AuditStage, AuditUser, Level, ObjectReference, RecordedEvent, ResponseStatus } from './event.ts';
import { microTime } from './micro-time.ts';
import type { Evaluation } from './policy/evaluate.ts';
import { withoutManagedFields } from './without-managed-fields.ts';

/** Longer ones are cut, as upstream does. */
const MOST_USER_AGENT = 1024;
const CUT = '...TRUNCATED';

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
    if (this.wants.request) this.#requestObject = encodeJson(this.#shown(object));
  }

  annotate(key: string, value: string): void {
    this.#annotations[key] ??= value;
  }

  /** @param now wall clock, in milliseconds */
  event(stage: AuditStage, now: number, { responseObject, responseStatus }: Bodies = {}): RecordedEvent {
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

  #request() {
    const { request, info, user, impersonator } = this.#context;
    const agent = request.headers['user-agent'];
    const objectRef = referenceOf(this.#context);
    return {
      requestURI: request.rawQuery === '' ? request.path : `${request.path}?${request.rawQuery}`,
      verb: info.verb,
      user: shownUser(impersonator ?? user),
      ...(impersonator && { impersonatedUser: shownUser(user) }),
      sourceIPs: [request.remoteAddress],
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

function referenceOf({ info }: RequestContext): ObjectReference | undefined {
  if (!info.isResourceRequest) return undefined;
  const { resource, namespace, name, group, version, subresource } = info;
  return {
    resource,
    ...(namespace && { namespace }),
    ...(name && { name }),
    ...(group && { apiGroup: group }),
    apiVersion: version,
    ...(subresource && { subresource }),
  };
}

function cut(agent: string): string {
  return agent.length > MOST_USER_AGENT ? agent.slice(0, MOST_USER_AGENT) + CUT : agent;
}
