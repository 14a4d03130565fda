import type { ExplainedChange } from '../../api/admission-explanation.ts';
import type { KubeObject } from '../../api/object.ts';
import type { StatusError } from '../../api/status.ts';
import type { RequestTrace, TracedChange } from '../../request/trace.ts';
import type { UserInfo } from '../../request/user-info.ts';
import { cloneJson } from '../../util/clone.ts';

/** Keeps what is told of one request. */
export class TraceCollector implements RequestTrace {
  readonly changes: ExplainedChange[] = [];
  user: UserInfo | undefined;
  readonly errors: StatusError[] = [];
  /** As mutating admission left it. */
  written: KubeObject | undefined;

  decidedFor(user: UserInfo): void {
    this.user = user;
  }

  changed(change: TracedChange): void {
    this.changes.push(change);
  }

  object(object: KubeObject): void {
    this.written = cloneJson(object);
  }

  refused(error: StatusError): void {
    this.errors.push(error);
  }
}
