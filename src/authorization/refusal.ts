import { forbidden, type StatusError } from '../api/status.ts';
import type { Attributes } from './authorizer.ts';

/** In upstream's words, which clients and people know. */
export function refusal(asked: Attributes, reason: string): StatusError {
  const { group, isResourceRequest, name, namespace, path, resource, subresource, user, verb } = asked;
  const who = `User "${user.name}" cannot ${verb}`;
  const because = reason === '' ? '' : `: ${reason}`;
  if (!isResourceRequest) return forbidden({ group: '', resource: '' }, '', `${who} path "${path}"${because}`);
  const whole = subresource === '' ? resource : `${resource}/${subresource}`;
  const where = namespace === '' ? 'at the cluster scope' : `in the namespace "${namespace}"`;
  const what = `resource "${whole}" in API group "${group}" ${where}`;
  return forbidden({ group, resource }, name, `${who} ${what}${because}`);
}
