/** Requests written down, to be held against an audit policy. */
import { type FieldError, invalidValue, path, required } from '../../api/field.ts';
import type { AuditedRequest } from '../../audit/policy/evaluate.ts';
import { impliedGroups } from '../../request/user-info.ts';
import { ConfigError } from '../errors.ts';
import { decodeFile, type FileKind } from '../files/decode.ts';
import { listOf, struct, TEXT } from '../files/struct.ts';

const REQUEST = struct('AuditedRequest', {
  user: TEXT,
  groups: listOf(TEXT),
  verb: TEXT,
  group: TEXT,
  version: TEXT,
  resource: TEXT,
  namespace: TEXT,
  name: TEXT,
  path: TEXT,
});

const KIND: FileKind = {
  kind: 'AuditRequestList',
  apiVersions: ['allium.dev/v1alpha1'],
  schema: struct('AuditRequestList', { requests: listOf(REQUEST) }),
};

type Written = Readonly<Record<Exclude<keyof typeof NO_FIELDS, 'groups'>, string>> & {
  readonly groups: readonly string[];
};
const NO_FIELDS = {
  user: '',
  groups: [],
  verb: '',
  group: '',
  version: '',
  resource: '',
  namespace: '',
  name: '',
  path: '',
};

/** A request, and how it is called. */
export interface WrittenRequest {
  readonly words: string;
  readonly request: AuditedRequest;
}

/** @throws ConfigError with all that is wrong with it */
export async function readPolicyRequests(content: Buffer): Promise<WrittenRequest[]> {
  const { requests } = (await decodeFile(content, KIND)) as { readonly requests: readonly Written[] };
  const errors = requests.flatMap(errorsOf);
  if (errors.length > 0) throw new ConfigError(errors.length === 1 ? String(errors[0]) : `[${errors.join(', ')}]`);
  return requests.map((written) => ({ words: wordsOf(written), request: requestOf(written) }));
}

function errorsOf(written: Written, index: number): FieldError[] {
  const at = path('requests').index(index);
  const errors = written.verb === '' ? [required(at.child('verb'))] : [];
  if ((written.resource === '') === (written.path === '')) {
    errors.push(invalidValue(at.child('path'), written.path, 'a request is about a resource or a path, and not both'));
  } else if (written.path !== '' && !written.path.startsWith('/')) {
    errors.push(invalidValue(at.child('path'), written.path, "it must begin with a '/' character"));
  }
  return errors;
}

function requestOf({
  user,
  groups,
  verb,
  group,
  version,
  resource: full,
  namespace,
  name,
  path: url,
}: Written): AuditedRequest {
  const asked = user === '' ? undefined : { name: user, groups: [...new Set([...groups, ...impliedGroups(user)])] };
  if (url !== '') return { user: asked, info: { isResourceRequest: false, path: url, verb } };
  const [resource = '', ...rest] = full.split('/');
  const apiPrefix = group === '' ? 'api' : 'apis';
  const info = { group, version: version || 'v1', resource, subresource: rest.join('/'), namespace, name };
  return { user: asked, info: { isResourceRequest: true, path: '', verb, apiPrefix, parts: [], ...info } };
}

function wordsOf({ user, verb, group, resource, namespace, name, path: url }: Written): string {
  const what = url || `${resource}${group && `.${group}`}${name && ` ${name}`}${namespace && ` -n ${namespace}`}`;
  return `${user || '(nobody)'} ${verb} ${what}`;
}
