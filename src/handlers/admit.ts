/** The two halves of admission around a write, with the attributes that plugins see. */
import type { Admission, AdmissionAttributes, Operation } from '../admission/admission.ts';
import type { KubeObject } from '../api/object.ts';
import type { StatusError } from '../api/status.ts';
import { holdsCredentials } from '../audit/redact/redact.ts';
import { REDACTED } from '../audit/redact/shown.ts';
import type { CommitTimer } from '../registry/store/contract.ts';
import type { RequestContext } from '../request/context.ts';
import { witnessOf } from './changes.ts';
import type { OperationOptions } from './options/operation-options.ts';
import { type Scope, servedKind } from './scope.ts';

export interface AdmissionStep extends OperationOptions {
  readonly operation: Operation;
  readonly object: KubeObject | undefined;
  readonly oldObject: KubeObject | undefined;
}

/** More than fit into an answer's headers. */
const MOST_WARNINGS = 1000;

/** Threat: one object can give rise to a warning for each of its thousands of items. */
export function warn(scope: Scope, text: string): void {
  const { warnings } = scope.context;
  if (warnings.length < MOST_WARNINGS && !warnings.includes(text)) warnings.push(text);
}

/** Where plugins put facts on the record. */
export function told({ audit, info }: RequestContext): Pick<AdmissionAttributes, 'annotate'> {
  return {
    annotate(key, value, level) {
      if (level !== 'Request') audit.annotate(key, value);
      else if (audit.wants.request) audit.annotate(key, holdsCredentials(info) ? REDACTED : value);
    },
  };
}

export function attributes(scope: Scope, step: AdmissionStep): AdmissionAttributes {
  const { info, resource, version, context } = scope;
  const name = info.name || step.object?.metadata?.name || '';
  return {
    ...step,
    kind: { group: resource.group, version: version.version, kind: servedKind(scope) },
    resource: { group: resource.group, version: version.version, resource: resource.name },
    subresource: info.subresource,
    namespace: info.namespace || (isNamespaces(resource) ? name : ''),
    name,
    user: context.user,
    deadline: context.deadline,
    requester: { user: context.impersonator ?? context.user, credential: context.credential },
    warn: (text) => warn(scope, text),
    ...told(context),
  };
}

/** A new namespace is seen as if it stood in itself, which is how the path of an old one reads. */
function isNamespaces({ group, name }: Scope['resource']): boolean {
  return group === '' && name === 'namespaces';
}

export function mutate(scope: Scope, step: AdmissionStep): void | Promise<void> {
  return mutateSeen(scope.dependencies.admission, scope.context, attributes(scope, step));
}

/** Mutation under the eyes of whoever wants to know who changed what. */
export function mutateSeen(
  admission: Admission,
  context: RequestContext,
  seen: AdmissionAttributes,
): void | Promise<void> {
  const witness = witnessOf(context, seen.object);
  return context.audit.timed('mutating-admission', admission.mutate(witness ? { ...seen, witness } : seen));
}

/** What the store calls inside its update: plugins see the very object that is written. */
export function validator(scope: Scope, operation: Operation, options: OperationOptions) {
  const { trace } = scope.context;
  const passOver = trace && options.dryRun ? (refusal: StatusError) => trace.refused(refusal) : undefined;
  return (object: KubeObject | undefined, oldObject: KubeObject | undefined): void | Promise<void> => {
    const seen = attributes(scope, { operation, object, oldObject, ...options });
    const validating = scope.dependencies.admission.validate(passOver ? { ...seen, passOver } : seen);
    return scope.context.audit.timed('validating-admission', validating);
  };
}

/** How long the storage takes is told to audit. */
export function timedFor({ audit }: RequestContext): CommitTimer {
  return (commit) => audit.timed('etcd', commit);
}
