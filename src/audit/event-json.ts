/**
 * Parts of an event as JSON text. Every request pays for them: put together piece by piece, an event costs a third of an
 * object that is made to be encoded.
 */
import type { Status } from '../api/status.ts';
import type { RequestContext } from '../request/context.ts';
import type { RequestInfo } from '../request/request-info.ts';
import { ANONYMOUS_USER, type UserInfo } from '../request/user-info.ts';
import type { AuditUser } from './event.ts';
import { quote } from './quote.ts';
import { requestUri } from './request-uri.ts';
import { sourceIpsJson } from './source-ips.ts';

/** What an object says of itself. */
export type Names = Readonly<Record<'namespace' | 'name' | 'uid' | 'resourceVersion', string | undefined>>;

/** Longer ones are cut, as upstream does. */
const MOST_USER_AGENT = 1024;
/** Threat: who need not be let in could fill the disk with what they ask for. */
const MOST_URI_OF_STRANGERS = 1024;
const CUT = '...TRUNCATED';

/** @param json what is undefined is left out */
export function member(name: string, json: string | undefined): string {
  return json === undefined ? '' : `,"${name}":${json}`;
}

/** Stands for who was not let in: it is not known who asked. */
export const NOBODY: UserInfo = { name: '', groups: [] };

/**
 * Who asks for what, from where.
 * @param user who is asked for @param named what the object that was sent says of itself
 */
export function requestMembers(context: RequestContext, user: UserInfo, named: Names | undefined): string {
  const { request, info, impersonator } = context;
  const agent = request.headers['user-agent'];
  const uri = requestUri(request);
  const told = isStranger(impersonator ?? user) ? cut(uri, MOST_URI_OF_STRANGERS) : uri;
  return `,"requestURI":${quote(told)},"verb":${quote(info.verb)},"user":${userJson(impersonator ?? user)}${
    member('impersonatedUser', impersonator && userJson(user)) +
    member('sourceIPs', sourceIpsJson(request)) +
    member('userAgent', typeof agent === 'string' ? quote(cut(decoded(agent), MOST_USER_AGENT)) : undefined) +
    member('objectRef', referenceJson(info, named))
  }`;
}

/** Of an answer that is a Status: what is bounded of it. */
export function statusJson({ status, message, reason, details }: Partial<Status>, code: number): string {
  return JSON.stringify({ metadata: {}, status, message, reason, details, code });
}

/** Of any other answer. */
export function statusCodeJson(code: number): string {
  return `{"metadata":{},"code":${code}}`;
}

/** Headers come with a character for each byte. What is no UTF-8 is marked as that. */
function decoded(header: string): string {
  return /[\x80-\xff]/.test(header) ? Buffer.from(header, 'latin1').toString() : header;
}

function cut(text: string, most: number): string {
  return text.length > most ? text.slice(0, most) + CUT : text;
}

function isStranger({ name }: UserInfo): boolean {
  return name === NOBODY.name || name === ANONYMOUS_USER;
}

/** One and the same user asks again and again. */
const users = new WeakMap<UserInfo, string>([[NOBODY, '{}']]);

function userJson(info: UserInfo): string {
  let json = users.get(info);
  if (json === undefined) {
    const { name, uid, groups, extra } = info;
    const user: AuditUser = { username: name, ...(uid && { uid }), groups, ...(extra && { extra }) };
    json = JSON.stringify(user);
    users.set(info, json);
  }
  return json;
}

/** @param named counts where the path says nothing */
function referenceJson(info: RequestInfo, named: Names | undefined): string | undefined {
  if (!info.isResourceRequest) return undefined;
  return `{"resource":${quote(info.resource)}${
    text('namespace', info.namespace || named?.namespace) +
    text('name', info.name || named?.name) +
    text('uid', named?.uid) +
    text('apiGroup', info.group) +
    text('apiVersion', info.version) +
    text('resourceVersion', named?.resourceVersion) +
    text('subresource', info.subresource)
  }}`;
}

function text(name: string, value: string | undefined): string {
  return value ? `,"${name}":${quote(value)}` : '';
}
