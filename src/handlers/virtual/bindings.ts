/** Binding: the scheduler's word that a pod goes to a node (`pods/binding`, and `bindings` that name the pod inside). */
import type { Admission } from '../../admission/admission.ts';
import { withCondition } from '../../api/conditions.ts';
import { type FieldError, notSupported, path, required } from '../../api/field.ts';
import type { KubeObject } from '../../api/object.ts';
import { conflict, invalid } from '../../api/status.ts';
import { rfc3339 } from '../../api/time.ts';
import type { ResourceStore } from '../../registry/store/store.ts';
import type { RequestContext } from '../../request/context.ts';
import type { ApiResponse } from '../../request/http.ts';
import type { ResourceRequest } from '../../request/request-info.ts';
import { cloneJson } from '../../util/clone.ts';
import { mutateSeen } from '../admit.ts';
import { writing } from '../options/operation-options.ts';
import { creationOf } from './attributes.ts';
import { respondCreated } from './created.ts';
import type { VirtualEndpoint } from './endpoint.ts';
import { checkPosted, readPosted } from './read-body.ts';

const GVK = { group: '', version: 'v1', kind: 'Binding' };

export interface BindingPorts {
  readonly pods: ResourceStore;
  readonly admission: Admission;
  now(): number;
}

export function bindings(ports: BindingPorts): VirtualEndpoint[] {
  const common = {
    group: '',
    version: 'v1',
    kind: 'Binding',
    namespaced: true,
    verbs: ['create'],
    handle: (context: RequestContext, info: ResourceRequest) => bind(ports, context, info),
  };
  return [
    { ...common, name: 'bindings', singular: 'binding' },
    { ...common, name: 'pods/binding', singular: '' },
  ];
}

async function bind(ports: BindingPorts, context: RequestContext, info: ResourceRequest): Promise<ApiResponse> {
  const { object: binding, options } = await readPosted(context, GVK, 'V1Binding');
  const name = info.subresource === '' ? (binding.metadata.name ?? '') : info.name;
  checkPosted(binding, { ...info, name });
  const about = { ...info, resource: 'pods', subresource: 'binding', name };
  const attributes = creationOf(binding, GVK, context, about, writing('CreateOptions', options));
  await mutateSeen(ports.admission, context, attributes);
  checkPosted(binding, { ...info, name });
  const errors = bindingErrors(binding);
  if (errors.length > 0) throw invalid(GVK, name, errors);
  await ports.pods.update(name, {
    namespace: info.namespace,
    user: context.user,
    dryRun: options.dryRun,
    subresource: { prepareForUpdate: () => {} },
    admit: () => ports.admission.validate(attributes),
    warn: (text) => context.warnings.push(text),
    transform: (pod) => assign(pod!, binding, rfc3339(ports.now())),
  });
  return respondCreated(context.request);
}

function bindingErrors({ target = {} }: KubeObject): FieldError[] {
  const at = path('target');
  const errors: FieldError[] = [];
  if (target.kind !== undefined && target.kind !== '' && target.kind !== 'Node') {
    errors.push(notSupported(at.child('kind'), target.kind, ['Node', '<empty>']));
  }
  if (!target.name) errors.push(required(at.child('name')));
  return errors;
}

function assign(current: KubeObject, binding: KubeObject, now: string): KubeObject {
  const { name = '', uid, resourceVersion, deletionTimestamp } = current.metadata;
  const refuse = (why: string) => conflict({ group: '', resource: 'pods/binding' }, name, why);
  if (binding.metadata.uid && binding.metadata.uid !== uid) {
    throw refuse(`Precondition failed: UID in precondition: ${binding.metadata.uid}, UID in object meta: ${uid}`);
  }
  if (binding.metadata.resourceVersion && binding.metadata.resourceVersion !== resourceVersion) {
    throw refuse('the object has been modified; please apply your changes to the latest version and try again');
  }
  if (deletionTimestamp !== undefined) throw refuse(`pod ${name} is being deleted, cannot be assigned to a host`);
  const assigned: string = current.spec?.nodeName ?? '';
  if (assigned !== '') throw refuse(`pod ${name} is already assigned to node "${assigned}"`);
  if ((current.spec?.schedulingGates ?? []).length > 0) throw refuse(`pod ${name} has non-empty .spec.schedulingGates`);
  const pod = cloneJson(current);
  pod.spec.nodeName = binding.target.name;
  const { annotations, labels } = binding.metadata;
  if (annotations) pod.metadata.annotations = { ...pod.metadata.annotations, ...annotations };
  if (labels) pod.metadata.labels = { ...pod.metadata.labels, ...labels };
  setScheduled(pod, now);
  return pod;
}

function setScheduled(pod: KubeObject, now: string): void {
  pod.status ??= {};
  const condition = { type: 'PodScheduled', status: 'True' };
  pod.status.conditions = withCondition(pod.status.conditions, condition, now);
}
