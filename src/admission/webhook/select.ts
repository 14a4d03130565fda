import { forbidden, internalError } from '../../api/status.ts';
import { requestFacts } from '../expressions/request-facts.ts';
import { findMatch, type Target } from '../matching/match.ts';
import type { Hook } from './hook.ts';
import type { WebhookPorts, WebhookType } from './ports.ts';
import type { Reviewed } from './reviewed.ts';

/**
 * Whether a webhook is to be asked, and about which version of the resource.
 * @throws StatusError when that cannot be told, which refuses the request
 */
export function selectHook(
  hook: Hook,
  type: WebhookType,
  reviewed: Reviewed,
  ports: WebhookPorts,
): Target | undefined | Promise<Target | undefined> {
  const target = findMatch(hook.criteria, reviewed.attributes, ports);
  if (!target || hook.conditions.empty) return target;
  return meetsConditions(hook, type, reviewed, target, ports);
}

async function meetsConditions(
  hook: Hook,
  type: WebhookType,
  reviewed: Reviewed,
  target: Target,
  ports: WebhookPorts,
): Promise<Target | undefined> {
  const { attributes } = reviewed;
  const start = ports.now();
  const subject = { attributes, request: requestFacts(attributes, target), ...objectsOf(reviewed, target) };
  const result = await hook.conditions.match(subject, ports.access);
  ports.observeConditions({
    name: hook.name,
    kind: 'webhook',
    type,
    operation: attributes.operation,
    seconds: (ports.now() - start) / 1000,
    result: result === 'matches' ? 'matched' : result === 'excluded' ? 'excluded' : 'failed',
  });
  if (result === 'matches') return target;
  if (result === 'excluded' || hook.failsOpen) return undefined;
  throw forbidden(attributes.resource, attributes.name, result.unknown);
}

/** @throws StatusError when the object cannot be shown in that version */
export function objectsOf(reviewed: Reviewed, target: Target) {
  try {
    return reviewed.as(target);
  } catch (error) {
    throw internalError((error as Error).message);
  }
}
