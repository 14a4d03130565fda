/**
 * Records what becomes of a request. It stands around everything that decides about the request, so that refusals,
 * failures and panics are recorded too.
 */
import type { Status } from '../../api/status.ts';
import { type AuditStage, LEVELS, type Level } from '../../audit/event.ts';
import { statusCodeJson, statusJson } from '../../audit/event-json.ts';
import type { AuditedRequest } from '../../audit/policy/evaluate.ts';
import { type Answer, Recorder, type Recording } from '../../audit/recorder.ts';
import { holdsCredentials } from '../../audit/redact/redact.ts';
import { redactedStatus } from '../../audit/redact/status.ts';
import type { AuditRoute } from '../../audit/route.ts';
import { offersToken } from '../../authentication/websocket-token.ts';
import { type AuditTrail, NO_TRAIL } from '../../request/audit-trail.ts';
import type { RequestContext } from '../../request/context.ts';
import type { ApiRequest, ApiResponse, BodyStream } from '../../request/http.ts';
import { ANONYMOUS_USER } from '../../request/user-info.ts';
import type { Next, Stage } from '../chain.ts';
import { toStatusError } from './known-error.ts';

export interface AuditPorts {
  /** Wall clock, in milliseconds. */
  readonly now: () => number;
  /** It is known how much of a request is recorded: as much as any policy wants. */
  onEvaluated(level: Level): void;
  /** Something is recorded, by however many policies. */
  onRecorded(): void;
  /** A request is refused because it could not be recorded. */
  onRejected(): void;
  /** A body could not be recorded: the event goes out without it. */
  onUnrecordable(error: unknown): void;
}

/** Of a request of which nothing is recorded: nothing more is looked at for it. */
const UNRECORDED: AuditTrail = { ...NO_TRAIL };

/** The two places at which a request meets audit. */
export class Audit {
  readonly #routes: readonly AuditRoute[];
  readonly #ports: AuditPorts;

  constructor(routes: readonly AuditRoute[], ports: AuditPorts) {
    this.#routes = routes;
    this.#ports = ports;
  }

  /** Around the request. */
  readonly around: Stage = (context, next) => {
    const answered = (response: ApiResponse) => this.#answered(context, response);
    const failed = (error: unknown) => this.#failed(context, error);
    let response: ReturnType<typeof next>;
    try {
      response = next();
    } catch (error) {
      return failed(error);
    }
    return response instanceof Promise ? response.then(answered, failed) : answered(response);
  };

  /** Once it is known who asks: the rules may speak of that. */
  readonly received: Stage = (context, next) => {
    const recorder = this.#begin(context, context);
    if (!recorder) return next();
    recorder.spent('authentication', this.#ports.now() - context.receivedAt);
    const refused = (error: unknown) => this.#unrecordable(context, next, error);
    let written: void | Promise<void>;
    try {
      recorder.admit();
      written = this.#record(recorder, 'RequestReceived');
    } catch (error) {
      return refused(error);
    }
    return written ? written.then(next, refused) : next();
  };

  /** What is recorded could not be kept, and must not happen then. */
  #unrecordable(context: RequestContext, next: Next, error: unknown): ReturnType<Next> {
    // It is counted: the room that is left belongs to the events of those who were let in.
    context.audit = UNRECORDED;
    if (isAboutHealth(context.request)) return next();
    this.#ports.onRejected();
    throw error;
  }

  /** @returns undefined: no policy wants it recorded */
  #begin(context: RequestContext, request: AuditedRequest): Recorder | undefined {
    const recordings: Recording[] = [];
    let highest = 0;
    for (const route of this.#routes) {
      const evaluation = route.evaluate(request);
      highest = Math.max(highest, LEVELS.indexOf(evaluation.level));
      if (evaluation.level !== 'None') recordings.push({ evaluation, sink: route.sink });
    }
    this.#ports.onEvaluated(LEVELS[highest]!);
    if (recordings.length === 0) {
      context.audit = UNRECORDED;
      return undefined;
    }
    const recorder = new Recorder(context, recordings, request.user !== undefined, this.#ports.now);
    context.audit = recorder;
    if (context.method !== undefined) recorder.annotate('allium.dev/authentication-method', context.method);
    if (context.credential) recorder.annotate('allium.dev/credential-id', context.credential.id);
    const notes = context.credentialNotes;
    if (notes) for (const key of Object.keys(notes)) recorder.annotate(key, notes[key]!);
    return recorder;
  }

  /** Who was not let in never came as far as `received`. */
  #recorderOf(context: RequestContext): Recorder | undefined {
    if (context.audit instanceof Recorder) return context.audit;
    if (context.audit === UNRECORDED) return undefined;
    const isKnown = context.user.name !== ANONYMOUS_USER;
    const recorder = this.#begin(context, { user: isKnown ? context.user : undefined, info: context.info });
    if (!isKnown) recorder?.annotate('allium.dev/credentials-presented', presentedBy(context.request));
    return recorder;
  }

  #record(recorder: Recorder, stage: AuditStage, answer?: Answer): void | Promise<void> {
    if (!recorder.records(stage)) return;
    this.#ports.onRecorded();
    // Threat: who could bring about an object that cannot be written down would go unrecorded.
    try {
      return recorder.record(stage, answer);
    } catch (error) {
      this.#ports.onUnrecordable(error);
      return recorder.record(stage, answer && { status: answer.status });
    }
  }

  #answered(context: RequestContext, response: ApiResponse): ApiResponse | Promise<ApiResponse> {
    const recorder = this.#recorderOf(context);
    if (!recorder) return response;
    const { body, status, object } = response;
    const outcome = response.outcome && told(context, response.outcome);
    const answer = { status: outcome ? statusJson(outcome, status) : statusCodeJson(status), object };
    if (typeof body !== 'function') return andThen(this.#record(recorder, 'ResponseComplete', answer), response);
    const streamed = { ...response, body: this.#untilItEnds(context, recorder, body, answer) };
    return andThen(this.#record(recorder, 'ResponseStarted', answer), streamed);
  }

  #untilItEnds(context: RequestContext, recorder: Recorder, body: BodyStream, answer: Answer): BodyStream {
    return async (sink) => {
      try {
        await body(sink);
      } catch (error) {
        await this.#tellFailure(context, recorder, error);
        throw error;
      }
      await this.#record(recorder, 'ResponseComplete', answer);
    };
  }

  async #failed(context: RequestContext, error: unknown): Promise<never> {
    const recorder = this.#recorderOf(context);
    if (recorder) await this.#tellFailure(context, recorder, error);
    throw error;
  }

  #tellFailure(context: RequestContext, recorder: Recorder, error: unknown): void | Promise<void> {
    const known = toStatusError(error);
    if (!known) return this.#record(recorder, 'Panic', { status: panicJson(error) });
    if (known.refusedBy !== undefined) recorder.annotate(REFUSED_BY, known.refusedBy);
    if (known.refusedFor !== undefined) recorder.annotate(REFUSED_FOR, known.refusedFor);
    const answer = told(context, known.toStatus(), known.refusedBy);
    return this.#record(recorder, 'ResponseComplete', { status: statusJson(answer, known.code), object: () => answer });
  }
}

/** Who asks whether the server lives must not restart it because a backend fails; `/readyz` says that it does. */
function isAboutHealth({ path }: ApiRequest): boolean {
  return /^\/(livez|healthz|readyz|metrics)(\/|$)/.test(path);
}

/** What a client showed to be let in, in upstream's words; never the credentials themselves. */
function presentedBy(request: ApiRequest): string {
  const scheme = /^(basic|bearer) /i.exec(String(request.headers.authorization))?.[1]?.toLowerCase();
  const offered = offersToken(request) ? 'bearer' : undefined;
  return [scheme ?? offered, request.clientCertificate && 'x509'].filter(Boolean).join(', ') || 'none';
}

const REFUSED_BY = 'admission.allium.dev/refused-by';
const REFUSED_FOR = 'admission.allium.dev/refused-for';

/** Threat: an error's own message may hold what is not to be recorded. */
function panicJson(error: unknown): string {
  const message = `APIServer panic'd: ${error instanceof Error ? error.name : typeof error}`;
  return statusJson({ status: 'Failure', reason: 'InternalError', message }, 500);
}

function told({ info }: RequestContext, status: Status, refusedBy?: string): Status {
  return holdsCredentials(info) ? redactedStatus(status, refusedBy) : status;
}

function andThen<T>(waiting: void | Promise<void>, value: T): T | Promise<T> {
  return waiting ? waiting.then(() => value) : value;
}
