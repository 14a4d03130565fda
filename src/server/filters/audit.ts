/**
 * Records what becomes of a request. It stands around everything that decides about the request, so that refusals,
 * failures and panics are recorded too.
 */
import type { Status, StatusError } from '../../api/status.ts';
import type { AuditStage, ResponseStatus } from '../../audit/event.ts';
import type { AuditedRequest } from '../../audit/policy/evaluate.ts';
import { type Bodies, Recorder } from '../../audit/recorder.ts';
import type { AuditRoute } from '../../audit/route.ts';
import { NO_TRAIL } from '../../request/audit-trail.ts';
import type { RequestContext } from '../../request/context.ts';
import type { ApiResponse, BodyStream } from '../../request/http.ts';
import { ANONYMOUS_USER } from '../../request/user-info.ts';
import type { Stage } from '../chain.ts';
import { toStatusError } from './known-error.ts';

export interface AuditPorts {
  /** Wall clock, in milliseconds. */
  now(): number;
  /** Something is recorded, by however many policies. */
  onRecorded(): void;
  /** A body could not be recorded: the event goes out without it. */
  onUnrecordable(error: unknown): void;
}

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
    this.#routes.forEach(({ sink }, policy) => {
      if (recorder.isRecordedBy(policy)) sink.admit?.();
    });
    recorder.spent('authentication', this.#ports.now() - context.receivedAt);
    const written = this.#record(recorder, 'RequestReceived');
    return written ? written.then(next) : next();
  };

  #begin(context: RequestContext, request: AuditedRequest): Recorder {
    const evaluations = this.#routes.map((route) => route.evaluate(request));
    const recorder = new Recorder(context, evaluations);
    context.audit = recorder;
    if (context.method !== undefined) recorder.annotate('allium.dev/authentication-method', context.method);
    if (context.credential) recorder.annotate('allium.dev/credential-id', context.credential.id);
    return recorder;
  }

  /** Who was not let in never came as far as `received`. */
  #recorderOf(context: RequestContext): Recorder {
    if (context.audit !== NO_TRAIL) return context.audit as Recorder;
    const user = context.user.name === ANONYMOUS_USER ? undefined : context.user;
    return this.#begin(context, { user, info: context.info });
  }

  #record(recorder: Recorder, stage: AuditStage, bodies?: Bodies): void | Promise<void> {
    if (!recorder.records(stage)) return;
    this.#ports.onRecorded();
    const waiting = this.#events(recorder, stage, bodies)
      .map((event, policy) => event && this.#routes[policy]!.sink.write(event))
      .filter((each) => each !== undefined);
    if (waiting.length > 0) return Promise.all(waiting).then(() => {});
  }

  /** Threat: who could bring about an object that cannot be written down would go unrecorded. */
  #events(recorder: Recorder, stage: AuditStage, bodies: Bodies = {}) {
    try {
      return recorder.events(stage, this.#ports.now(), bodies);
    } catch (error) {
      this.#ports.onUnrecordable(error);
      const { responseObject: _, ...rest } = bodies;
      return recorder.events(stage, this.#ports.now(), rest);
    }
  }

  #answered(context: RequestContext, response: ApiResponse): ApiResponse | Promise<ApiResponse> {
    const recorder = this.#recorderOf(context);
    const { body, status, object, outcome } = response;
    const responseStatus: ResponseStatus = outcome ? told(outcome, status) : { metadata: {}, code: status };
    if (typeof body === 'function') {
      const streamed = { ...response, body: this.#untilItEnds(recorder, body, responseStatus) };
      return andThen(this.#record(recorder, 'ResponseStarted', { responseStatus }), streamed);
    }
    const bodies = { responseStatus, ...(object && { responseObject: object }) };
    return andThen(this.#record(recorder, 'ResponseComplete', bodies), response);
  }

  #untilItEnds(recorder: Recorder, body: BodyStream, responseStatus: ResponseStatus): BodyStream {
    return async (sink) => {
      try {
        await body(sink);
      } finally {
        await this.#record(recorder, 'ResponseComplete', { responseStatus });
      }
    };
  }

  async #failed(context: RequestContext, error: unknown): Promise<never> {
    const recorder = this.#recorderOf(context);
    const known = toStatusError(error);
    if (known) await this.#refused(recorder, known);
    else await this.#record(recorder, 'Panic', { responseStatus: PANIC });
    throw error;
  }

  #refused(recorder: Recorder, error: StatusError): void | Promise<void> {
    if (error.refusedBy !== undefined) recorder.annotate(REFUSED_BY, error.refusedBy);
    const answer = error.toStatus();
    const responseStatus = told(answer, error.code);
    return this.#record(recorder, 'ResponseComplete', { responseStatus, responseObject: () => answer });
  }
}

const REFUSED_BY = 'admission.allium.dev/refused-by';
const PANIC: ResponseStatus = { metadata: {}, status: 'Failure', reason: 'InternalError', code: 500 };

function andThen<T>(waiting: void | Promise<void>, value: T): T | Promise<T> {
  return waiting ? waiting.then(() => value) : value;
}

function told({ kind: _kind, apiVersion: _apiVersion, ...status }: Status, code: number): ResponseStatus {
  return { ...status, code };
}
