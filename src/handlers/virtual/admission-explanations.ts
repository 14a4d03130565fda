/**
 * What would become of an object that is written (allium.dev/v1alpha1): `allium explain`. The object goes through the
 * whole server as a dry run, from impersonation on, and whatever decides or changes something tells of it. Whoever may
 * create these sees roles, bindings and quotas in the answers.
 */

import type { AccessExplanationStatus } from '../../api/access.ts';
import type {
  AdmissionExplanationSpec,
  AdmissionExplanationStatus,
  ExplainedUser,
  Refusal,
} from '../../api/admission-explanation.ts';
import { ALLIUM_GROUP, ALLIUM_VERSION } from '../../api/allium.ts';
import { invalidValue, path, required } from '../../api/field.ts';
import { encodeJson, parseJson } from '../../api/json.ts';
import { isJsonObject, type KubeObject } from '../../api/object.ts';
import { invalid, type StatusError } from '../../api/status.ts';
import type { Attributes } from '../../authorization/authorizer.ts';
import { remedyFor } from '../../explain/remedies.ts';
import type { Quota } from '../../quota/charge.ts';
import { evaluatorOf } from '../../quota/evaluators/index.ts';
import type { Registry, Served } from '../../registry/registry.ts';
import { wholeBody } from '../../request/body-pieces.ts';
import type { RequestContext } from '../../request/context.ts';
import type { Credential } from '../../request/credential.ts';
import type { ApiRequest, ApiResponse, Headers } from '../../request/http.ts';
import { madeRequest } from '../../request/made-request.ts';
import type { RequestTrace } from '../../request/trace.ts';
import type { UserInfo } from '../../request/user-info.ts';
import { modelName } from '../../schema/own/model.ts';
import { headerOf, respondValue } from '../respond/json.ts';
import type { VirtualEndpoint } from './endpoint.ts';
import { explainQuotas } from './explained-quotas.ts';
import { readPosted } from './read-body.ts';
import { TraceCollector } from './trace-collector.ts';

export interface ExplanationPorts {
  readonly registry: Registry;
  /** The whole chain, for a request of somebody who was authenticated before. */
  send(request: ApiRequest, as: Identity, trace: RequestTrace): ApiResponse | Promise<ApiResponse>;
  explainAccess(attributes: Attributes): Promise<AccessExplanationStatus>;
  /** With what is used of them; none where nothing is charged. */
  quotasIn(namespace: string): readonly Quota[];
  now(): number;
}

interface Identity {
  readonly user: UserInfo;
  readonly credential?: Credential | undefined;
}

/** What is tried. */
interface Attempt {
  readonly served: Served;
  readonly namespace: string;
  readonly name: string;
  readonly object: KubeObject;
  /** As it is stored. */
  readonly current: KubeObject | undefined;
}

const GVK = { group: ALLIUM_GROUP, version: ALLIUM_VERSION, kind: 'AdmissionExplanation' };
const MANAGER = 'allium-explain';
const OBJECT = path('spec', 'object');

export function admissionExplanations(ports: ExplanationPorts): VirtualEndpoint {
  return {
    group: GVK.group,
    version: GVK.version,
    name: 'admissionexplanations',
    singular: 'admissionexplanation',
    kind: GVK.kind,
    namespaced: false,
    verbs: ['create'],
    async handle(context) {
      const { object } = await readPosted(context, GVK, modelName(GVK.version, GVK.kind));
      const spec: AdmissionExplanationSpec | undefined = object.spec;
      if (!spec) throw invalid(GVK, '', [required(OBJECT)]);
      const status = await explainAttempt(ports, context, spec, attemptOf(ports.registry, spec));
      return respondValue(context.request, 201, { ...object, status });
    },
  };
}

/** @throws StatusError 422 for what is no object of a kind that is stored */
function attemptOf(registry: Registry, { object, namespace: fallback }: AdmissionExplanationSpec): Attempt {
  const { apiVersion, kind, metadata } = checkedObject(object);
  const served = [...registry.all()].find(
    ({ resource, version }) =>
      groupVersion(resource.group, version.version) === apiVersion && (version.kind ?? resource.kind) === kind,
  );
  if (!served) throw refuse(OBJECT, `${apiVersion}, ${kind}`, 'no kind that this server stores');
  const namespace = served.resource.namespaced ? metadata.namespace || fallback || 'default' : '';
  const name = metadata.name ?? '';
  return {
    served,
    namespace,
    name,
    object,
    current: name === '' ? undefined : served.store.find(namespace, name)?.object,
  };
}

function checkedObject(object: unknown): KubeObject {
  if (!isJsonObject(object)) throw invalid(GVK, '', [required(OBJECT)]);
  const { metadata, apiVersion, kind } = object;
  if (typeof apiVersion !== 'string') throw invalid(GVK, '', [required(OBJECT.child('apiVersion'))]);
  if (typeof kind !== 'string') throw invalid(GVK, '', [required(OBJECT.child('kind'))]);
  if (!isJsonObject(metadata)) throw invalid(GVK, '', [required(OBJECT.child('metadata'))]);
  for (const field of ['name', 'namespace']) {
    const value = metadata[field] ?? '';
    if (typeof value !== 'string') throw refuse(OBJECT.child('metadata', field), value, 'must be a string');
  }
  return object as unknown as KubeObject;
}

function refuse(field: typeof OBJECT, value: unknown, why: string): StatusError {
  return invalid(GVK, '', [invalidValue(field, value, why)]);
}

function groupVersion(group: string, version: string): string {
  return group === '' ? version : `${group}/${version}`;
}

async function explainAttempt(
  ports: ExplanationPorts,
  context: RequestContext,
  spec: AdmissionExplanationSpec,
  attempt: Attempt,
): Promise<AdmissionExplanationStatus> {
  const { user, credential } = context;
  const trace = new TraceCollector();
  const request = requestOf(context, spec, attempt);
  const response = await ports.send(request, { user, credential }, trace);
  const authorization = trace.user && (await ports.explainAccess(attributesOf(trace.user, attempt)));
  const { served, namespace, name, current } = attempt;
  const { group, name: resource } = served.resource;
  const warnings = warningsOf(response);
  const written = trace.written;
  return {
    admitted: trace.errors.length === 0,
    requester: shownUser(user, credential),
    ...(trace.user && { user: shownUser(trace.user, trace.user.name === user.name ? credential : undefined) }),
    request: {
      operation: current ? 'Apply' : 'Create',
      ...{ group, version: served.version.version, resource },
      ...(namespace && { namespace }),
      ...(name && { name }),
    },
    ...(authorization && { authorization }),
    changes: trace.changes,
    refusals: trace.errors.map((error) => refusalOf(trace, error, authorization, namespace)),
    ...(written && { quotas: quotasOf(ports, attempt, written) }),
    ...(warnings.length > 0 && { warnings }),
    ...(trace.errors.length === 0 && { object: answered(response) }),
  };
}

/** Just as kubectl sends it, but for the dry run. */
function requestOf(context: RequestContext, spec: AdmissionExplanationSpec, attempt: Attempt): ApiRequest {
  const { served, namespace, name, object, current } = attempt;
  const { resource, version } = served;
  const root = resource.group === '' ? 'api' : `apis/${resource.group}`;
  const inNamespace = namespace === '' ? [] : ['namespaces', encodeURIComponent(namespace)];
  const collection = ['', root, version.version, ...inNamespace, resource.name];
  const target = (current ? [...collection, encodeURIComponent(name)] : collection).join('/');
  const query = `dryRun=All&fieldManager=${MANAGER}&fieldValidation=Strict${current ? '&force=true' : ''}`;
  const headers: Headers = {
    accept: 'application/json',
    'user-agent': headerOf(context.request, 'user-agent') ?? MANAGER,
    'content-type': current ? 'application/apply-patch+yaml' : 'application/json',
    ...impersonation(spec),
  };
  const parts = { method: current ? 'PATCH' : 'POST', path: `${target}?${query}`, headers };
  return madeRequest({ ...parts, body: Buffer.from(encodeJson(object)) }, context.request.signal);
}

/** Acting as another is decided where it always is. */
function impersonation({ user, groups = [], uid, extra = {} }: AdmissionExplanationSpec): Headers {
  const extras = Object.entries(extra).map(([key, values]) => [`impersonate-extra-${encodeURIComponent(key)}`, values]);
  return {
    ...(user !== undefined && { 'impersonate-user': user }),
    ...(groups.length > 0 && { 'impersonate-group': groups }),
    ...(uid !== undefined && { 'impersonate-uid': uid }),
    ...Object.fromEntries(extras),
  };
}

function attributesOf(user: UserInfo, { served, namespace, name, current }: Attempt): Attributes {
  const { group, name: resource } = served.resource;
  const target = current ? { verb: 'patch', name } : { verb: 'create', name: '' };
  const what = { group, version: served.version.version, resource, subresource: '', namespace, path: '' };
  return { user, isResourceRequest: true, ...what, ...target };
}

function shownUser({ name, uid, groups, extra }: UserInfo, credential: Credential | undefined): ExplainedUser {
  const proof = credential && { credentialID: credential.id };
  return { username: name, ...(uid && { uid }), groups, ...(extra && { extra }), ...proof };
}

function refusalOf(
  trace: TraceCollector,
  error: StatusError,
  authorization: AccessExplanationStatus | undefined,
  namespace: string,
): Refusal {
  const { code, reason, message, details, refusedBy: by, refusedFor: author } = error;
  const step = stepOf(trace, error, authorization);
  const remedy = remedyFor({ step, by, reason, message, namespace });
  return {
    step,
    ...(by !== undefined && { by }),
    ...(author !== undefined && { author }),
    ...{ code, reason, message },
    ...(details?.causes && { causes: details.causes }),
    ...(remedy !== undefined && { remedy }),
  };
}

function stepOf(
  { user }: TraceCollector,
  { refusedBy, code }: StatusError,
  authorization: AccessExplanationStatus | undefined,
): Refusal['step'] {
  if (!user) return 'Impersonation';
  if (!authorization?.allowed) return 'Authorization';
  if (refusedBy !== undefined) return 'Admission';
  if (code === 422) return 'Validation';
  return UNREADABLE.has(code) ? 'Decoding' : 'Storage';
}
const UNREADABLE = new Set([400, 413, 415]);

function quotasOf(ports: ExplanationPorts, { served, namespace, current }: Attempt, after: KubeObject) {
  if (namespace === '') return [];
  const evaluator = evaluatorOf(served.resource.group, served.resource.name);
  return explainQuotas(ports.quotasIn(namespace), evaluator, { before: current, after }, ports.now());
}

function answered({ body }: ApiResponse): KubeObject {
  if (typeof body === 'function') throw new Error('a dry run was answered with a stream');
  return parseJson(Buffer.from(wholeBody(body))) as unknown as KubeObject;
}

/** `299 - "text"` */
function warningsOf({ headers }: ApiResponse): string[] {
  const { warning = [] } = headers;
  const all = typeof warning === 'string' ? [warning] : warning;
  return all.map((each) => each.replace(/^299 - "(.*)"$/s, '$1').replace(/\\(.)/gs, '$1'));
}
