import { isQualifiedName } from '../../api/names.ts';
import { StatusError, timeout } from '../../api/status.ts';
import type { AdmissionAttributes } from '../admission.ts';
import type { Target } from '../matching/match.ts';
import { CallError, Denial, denialOf, dryRunUnsupported, UNAVAILABLE } from './denial.ts';
import type { Hook } from './hook.ts';
import type { WebhookPorts, WebhookType } from './ports.ts';
import { InvalidResponse, readReview, review, type Verdict } from './review.ts';
import type { Reviewed } from './reviewed.ts';
import { objectsOf } from './select.ts';

/**
 * Asks one webhook.
 * @returns what it said when it allows the request
 * @throws CallError, Denial, StatusError
 */
export async function callHook(
  hook: Hook,
  type: WebhookType,
  reviewed: Reviewed,
  target: Target,
  ports: WebhookPorts,
): Promise<Verdict> {
  const { attributes } = reviewed;
  if (attributes.dryRun && !hook.takesDryRun) throw dryRunUnsupported(hook.name);
  const { reviewVersion: version } = hook;
  if (version === undefined) {
    const why = 'webhook does not accept known AdmissionReview versions (v1, v1beta1)';
    throw new CallError(hook.name, `could not create admission objects: ${why}`, 400);
  }
  const uid = ports.newUid();
  const body = review(version, uid, attributes, target, objectsOf(reviewed, target));
  const milliseconds = Math.min(hook.timeoutMilliseconds, timeLeft(attributes, ports));
  const answer = await answerOf(hook, body, milliseconds, ports);
  const verdict = verdictOf(hook.name, () => readReview(version, uid, type === 'admit', answer));
  annotate(hook, attributes, verdict);
  for (const text of verdict.warnings) if (text !== '') attributes.warn(text);
  if (!verdict.allowed) throw denialOf(hook.name, verdict.result);
  return verdict;
}

/** What is no name is passed over, as in kube-apiserver: the record is for those who look things up in it. */
function annotate({ name }: Hook, { annotate }: AdmissionAttributes, { auditAnnotations }: Verdict): void {
  for (const [key, value] of auditAnnotations) {
    const qualified = `${name}/${key}`;
    if (isQualifiedName(qualified).length === 0) annotate?.(qualified, value);
  }
}

/** @throws StatusError 504 when nobody waits for the answer any more: the client has been told so */
function timeLeft({ deadline = Infinity }: AdmissionAttributes, ports: WebhookPorts): number {
  const left = deadline - ports.now();
  if (left <= 0) throw timeout('request did not complete within requested timeout', 0);
  return left;
}

async function answerOf({ name, clientConfig }: Hook, body: object, milliseconds: number, ports: WebhookPorts) {
  try {
    return await ports.call(clientConfig, body, milliseconds);
  } catch (error) {
    const { message, code = UNAVAILABLE } = error as Error & { readonly code?: number };
    throw new CallError(name, message, code);
  }
}

function verdictOf(hook: string, read: () => Verdict): Verdict {
  try {
    return read();
  } catch (error) {
    const what = error instanceof InvalidResponse ? 'received invalid webhook response' : 'failed to call webhook';
    throw new CallError(hook, `${what}: ${(error as Error).message}`, UNAVAILABLE);
  }
}

/** Runs one call under watch: what came of it is told, and a failure that is let pass is passed over. */
export async function observed<T>(
  hook: Hook,
  type: WebhookType,
  { attributes }: Reviewed,
  ports: WebhookPorts,
  call: () => Promise<T>,
): Promise<T | 'failed-open'> {
  const { operation } = attributes;
  const start = ports.now();
  const tell = (code: number, outcome: object) =>
    ports.observeCall({ name: hook.name, type, operation, seconds: (ports.now() - start) / 1000, code, ...outcome });
  try {
    const result = await call();
    tell(200, {});
    return result;
  } catch (error) {
    if (!(error instanceof CallError)) throw refusedFor(hook, told(error, tell));
    ports.onFailure(error.message);
    tell(error.code, hook.failsOpen ? { failedOpen: true } : { rejection: 'calling_webhook_error' });
    if (!hook.failsOpen) throw refusedFor(hook, error.toStatus());
    timeLeft(attributes, ports);
    return 'failed-open';
  }
}

function refusedFor({ name }: Hook, error: unknown): unknown {
  if (error instanceof StatusError) error.refusedFor = name;
  return error;
}

/** @returns what the client is answered */
function told(error: unknown, tell: (code: number, outcome: object) => void): unknown {
  if (error instanceof Denial) {
    tell(error.status.code, { rejection: 'no_error' });
    return error.status;
  }
  tell(0, { rejection: 'apiserver_internal_error' });
  return error;
}
