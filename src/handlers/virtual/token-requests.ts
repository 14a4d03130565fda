/** A token for a service account (authentication.k8s.io/v1 TokenRequest): `kubectl create token`, and kubelets for pods. */
import type { Admission } from '../../admission/admission.ts';
import { type FieldError, invalidValue, path } from '../../api/field.ts';
import type { KubeObject } from '../../api/object.ts';
import { badRequest, conflict, invalid } from '../../api/status.ts';
import { rfc3339 } from '../../api/time.ts';
import type { ResourceStore } from '../../registry/store/store.ts';
import type { RequestContext } from '../../request/context.ts';
import type { ApiResponse } from '../../request/http.ts';
import type { ResourceRequest } from '../../request/request-info.ts';
import type { V1BoundObjectReference } from '../../schema/generated/types.ts';
import { mutateSeen } from '../admit.ts';
import { writing } from '../options/operation-options.ts';
import { respondValue } from '../respond/json.ts';
import { creationOf } from './attributes.ts';
import type { VirtualEndpoint } from './endpoint.ts';
import { readPosted, trackPosted } from './read-body.ts';
import { type BindingStores, bindToken, UNBOUND } from './token-bindings.ts';
import { claimsOf, shortened, type TokenPolicy } from './token-policy.ts';

const GVK = { group: 'authentication.k8s.io', version: 'v1', kind: 'TokenRequest' };

const DEFAULT_SECONDS = 60 * 60;
const LEAST_SECONDS = 10 * 60;
const MOST_SECONDS = 2 ** 32;

export interface TokenRequestPorts extends BindingStores {
  readonly accounts: ResourceStore;
  readonly admission: Admission;
  readonly policy: TokenPolicy;
  sign(claims: object): Promise<string>;
  newId(): string;
  /** Wall clock, in milliseconds. */
  now(): number;
}

/** What the token will be called by those whom it authenticates: their `credential-id` (KEP-4193). */
const ISSUED = 'authentication.kubernetes.io/issued-credential-id';

interface Spec {
  audiences: readonly string[];
  expirationSeconds: number | bigint;
  boundObjectRef?: V1BoundObjectReference;
}

export function tokenRequests(ports: TokenRequestPorts): VirtualEndpoint {
  return {
    group: '',
    version: 'v1',
    name: 'serviceaccounts/token',
    singular: '',
    kind: GVK.kind,
    kindGroupVersion: { group: GVK.group, version: GVK.version },
    namespaced: true,
    verbs: ['create'],
    handle: (context, info) => requestToken(ports, context, info),
  };
}

async function requestToken(
  ports: TokenRequestPorts,
  context: RequestContext,
  info: ResourceRequest,
): Promise<ApiResponse> {
  const { policy } = ports;
  const model = 'AuthenticationV1TokenRequest';
  const { object: posted, options } = await readPosted(context, GVK, model);
  trackPosted(context, { object: posted, options }, model, info.subresource);
  checkNamespace(posted, info);
  setDefaults(posted);
  const attributes = creationOf(posted, GVK, context, info, writing('CreateOptions', options));
  await mutateSeen(ports.admission, context, attributes);
  setDefaults(posted);
  const account = accountOf(ports.accounts, posted, info);
  const now = ports.now();
  posted.metadata = { ...posted.metadata, ...account, creationTimestamp: rfc3339(now) };
  const spec: Spec = posted.spec;
  if (spec.audiences.length === 0) spec.audiences = [...policy.apiAudiences];
  const errors = specErrors(spec);
  if (errors.length > 0) throw invalid(GVK, '', errors);
  await ports.admission.validate(attributes);
  const { boundObjectRef = null } = spec;
  const binding = boundObjectRef ? bindToken(boundObjectRef, account, ports) : UNBOUND;
  const warn = (text: string) => context.warnings.push(text);
  const expirationSeconds = shortened(Number(spec.expirationSeconds), policy, warn);
  const granted = { ...account, audiences: spec.audiences, binding, expirationSeconds, now, id: ports.newId() };
  context.audit.annotate(ISSUED, `JTI=${granted.id}`);
  // Nothing may come of a dry run, and a token would be good whoever asked for it, and why.
  const token = options.dryRun ? '' : await ports.sign(claimsOf(granted, policy));
  return respondValue(context.request, 201, {
    ...posted,
    spec: { audiences: spec.audiences, expirationSeconds, boundObjectRef },
    status: { token, expirationTimestamp: rfc3339(now + expirationSeconds * 1000) },
  });
}

function checkNamespace({ metadata }: KubeObject, { namespace }: ResourceRequest): void {
  if (!metadata.namespace || metadata.namespace === namespace) return;
  throw badRequest('the namespace of the provided object does not match the namespace sent on the request');
}

/** @throws StatusError 404, 409 for another account than the one that was meant, 422 for another name */
function accountOf(accounts: ResourceStore, { metadata }: KubeObject, { namespace, name }: ResourceRequest) {
  if (metadata.name && metadata.name !== name) {
    const detail = 'must match the service account name if specified';
    throw invalid(GVK, name, [invalidValue(path('metadata', 'name'), metadata.name, detail)]);
  }
  const { uid = '' } = accounts.get(namespace, name).object.metadata;
  if (metadata.uid && metadata.uid !== uid) {
    const why = `the UID in the token request (${metadata.uid}) does not match the UID of the service account (${uid})`;
    throw conflict({ group: GVK.group, resource: GVK.kind }, name, why);
  }
  return { name, namespace, uid };
}

function setDefaults(request: KubeObject): void {
  request.spec = { audiences: [], expirationSeconds: DEFAULT_SECONDS, ...request.spec };
  delete request.status;
}

function specErrors({ expirationSeconds }: Spec): FieldError[] {
  const refuse = (detail: string) => [invalidValue(path('spec', 'expirationSeconds'), expirationSeconds, detail)];
  if (expirationSeconds < LEAST_SECONDS) return refuse('may not specify a duration less than 10 minutes');
  if (expirationSeconds > MOST_SECONDS) return refuse('may not specify a duration larger than 2^32 seconds');
  return [];
}
