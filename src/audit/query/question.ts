/** What is asked of recorded events. Pure. */
import type { AuditEvent } from '../event.ts';
import { resourcesCalled } from './resource-words.ts';

/** `deployments`, `deploy`, `Deployment.apps`, `pods/log`, `*` */
export interface ResourceName {
  /** As they are recorded; any of them is meant. None: all. */
  readonly resources: readonly string[];
  readonly group?: string;
  readonly subresource?: string;
}

/** What is absent is not asked. */
export interface AuditQuestion {
  /** As authenticated, or as who they acted. */
  readonly user?: string;
  readonly verbs?: readonly string[];
  readonly resource?: ResourceName;
  readonly namespace?: string;
  readonly name?: string;
  /** Milliseconds, of the answer. */
  readonly since?: number;
  readonly until?: number;
  readonly decision?: string;
  readonly source?: string;
  readonly credential?: string;
  /** Not let in, or not allowed. */
  readonly denied?: boolean;
}

export const WRITES = ['create', 'update', 'patch', 'delete', 'deletecollection'];
export const DECISION = 'authorization.k8s.io/decision';
export const CREDENTIAL = 'allium.dev/credential-id';

/** @returns undefined for what is no resource's name */
export function parseResource(text: string): ResourceName | undefined {
  const [, resource, group, subresource] = /^([^./]+)(?:\.([^/]+))?(?:\/(.+))?$/.exec(text) ?? [];
  if (resource === undefined) return undefined;
  const resources = resource === '*' ? [] : resourcesCalled(resource);
  return { resources, ...(group !== undefined && { group }), ...(subresource !== undefined && { subresource }) };
}

/** Of a request that took its time, more than one event may match: `FirstOfRequest` leaves one. */
export function matches(question: AuditQuestion, event: AuditEvent): boolean {
  return isAnswered(event) && isAbout(question, event) && isBy(question, event) && isWhen(question, event);
}

/** Whether it tells what became of the request; of a watch that is open, that it was let in. */
export function isAnswered({ stage }: AuditEvent): boolean {
  return stage !== 'RequestReceived';
}

/** A request is one event: the one that says what became of it in the end. */
export function isFinal({ stage }: AuditEvent): boolean {
  return stage === 'ResponseComplete' || stage === 'Panic';
}

export function isAbout({ resource, namespace, name }: AuditQuestion, { objectRef = {} }: AuditEvent): boolean {
  if (resource && !isOf(resource, objectRef)) return false;
  if (namespace !== undefined && objectRef.namespace !== namespace) return false;
  return name === undefined || objectRef.name === name;
}

function isOf(wanted: ResourceName, { resource, apiGroup = '', subresource }: NonNullable<AuditEvent['objectRef']>) {
  if (wanted.resources.length > 0 && !wanted.resources.includes(resource ?? '')) return false;
  if (wanted.group !== undefined && wanted.group !== apiGroup) return false;
  return wanted.subresource === undefined || wanted.subresource === subresource;
}

function isBy({ user, verbs, source, credential, decision, denied }: AuditQuestion, event: AuditEvent): boolean {
  const { annotations = {} } = event;
  if (user !== undefined && event.user.username !== user && event.impersonatedUser?.username !== user) return false;
  if (verbs && !verbs.includes(event.verb)) return false;
  if (source !== undefined && !event.sourceIPs?.includes(source)) return false;
  if (credential !== undefined && annotations[CREDENTIAL] !== credential) return false;
  if (decision !== undefined && annotations[DECISION] !== decision) return false;
  return !denied || isDenied(event);
}

export function isDenied({ annotations = {}, responseStatus }: AuditEvent): boolean {
  return annotations[DECISION] === 'forbid' || responseStatus?.code === 401 || responseStatus?.code === 403;
}

function isWhen({ since, until }: AuditQuestion, { stageTimestamp }: AuditEvent): boolean {
  if (since === undefined && until === undefined) return true;
  const time = Date.parse(stageTimestamp);
  return (since === undefined || time >= since) && (until === undefined || time < until);
}

/** What JSON, however it is written, writes in one way. */
const PLAIN = /^[\w./:@=-]+$/;

/** Texts that a line must hold to be worth parsing. */
export function needlesOf(question: AuditQuestion): Buffer[] {
  const { user, name, namespace, source, credential, decision, resource, verbs } = question;
  const verb = verbs?.length === 1 ? verbs[0] : undefined;
  const whole = [user, name, namespace, source, credential, decision, verb]
    .filter((text) => text !== undefined && PLAIN.test(text))
    .map((text) => `"${text}"`);
  const start = commonStart(resource?.resources ?? []);
  return [...whole, ...(PLAIN.test(start) ? [`"${start}`] : [])].map((text) => Buffer.from(text));
}

function commonStart([first = '', ...others]: readonly string[]): string {
  let length = first.length;
  while (!others.every((other) => other.startsWith(first.slice(0, length)))) length--;
  return first.slice(0, length);
}
