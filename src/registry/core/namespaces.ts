import { type FieldError, type FieldPath, invalidValue, path } from '../../api/field.ts';
import { isDns1123Label, isQualifiedName, nameOrPrefix } from '../../api/names.ts';
import type { KubeObject } from '../../api/object.ts';
import type { V1Namespace } from '../../schema/generated/types.ts';
import { defineResource } from '../resource.ts';
import { validateName } from '../validation/common.ts';
import { validateFinalizerName } from '../validation/object-meta.ts';

type Namespace = V1Namespace & KubeObject;

const NAME_LABEL = 'kubernetes.io/metadata.name';
/** The finalizer that holds a namespace until everything in it is gone. */
const KUBERNETES = 'kubernetes';

/** The label lets selectors choose a namespace by its name: it is always true. */
function setNameLabel(namespace: Namespace): void {
  const name = namespace.metadata.name;
  if (name) namespace.metadata.labels = { ...namespace.metadata.labels, [NAME_LABEL]: name };
}

function setDefaults(namespace: Namespace): void {
  namespace.spec ??= {};
  namespace.status ??= {};
  setNameLabel(namespace);
}

function prepareForCreate(namespace: Namespace): void {
  const finalizers = namespace.spec?.finalizers ?? [];
  if (!finalizers.includes(KUBERNETES)) namespace.spec = { ...namespace.spec, finalizers: [...finalizers, KUBERNETES] };
  namespace.status = { phase: 'Active' };
  setNameLabel(namespace);
}

/** Finalizers change by the `finalize` subresource alone. */
function prepareForUpdate(namespace: Namespace, old: Namespace): void {
  namespace.spec = { ...namespace.spec, finalizers: old.spec?.finalizers };
  namespace.status = old.status;
}

function validateFinalizer(finalizer: string, at: FieldPath): FieldError[] {
  return [...validateName(finalizer, isQualifiedName, at), ...validateFinalizerName(finalizer, at)];
}

function validateNamespace(namespace: Namespace): FieldError[] {
  const at = path('spec', 'finalizers');
  return (namespace.spec?.finalizers ?? []).flatMap((finalizer) => validateFinalizer(finalizer, at));
}

function validateFinalizeUpdate(namespace: Namespace): FieldError[] {
  const at = path('spec', 'finalizers');
  return (namespace.spec?.finalizers ?? []).flatMap((finalizer, i) => validateFinalizer(finalizer, at.index(i)));
}

function validateStatusUpdate(namespace: Namespace): FieldError[] {
  const deleting = Boolean(namespace.metadata.deletionTimestamp);
  const expected = deleting ? 'Terminating' : 'Active';
  const phase = namespace.status?.phase ?? '';
  if (phase === expected) return [];
  const detail = `may only be '${expected}' if \`deletionTimestamp\` is ${deleting ? 'not empty' : 'empty'}`;
  return [invalidValue(path('status', 'Phase'), phase, detail)];
}

export const namespaces = defineResource<Namespace>({
  name: 'namespaces',
  kind: 'Namespace',
  namespaced: false,
  shortNames: ['ns'],
  verbs: ['create', 'delete', 'get', 'list', 'patch', 'update', 'watch'],
  strategy: {
    defaults: setDefaults,
    prepareForCreate,
    prepareForUpdate,
    validate: validateNamespace,
    validateUpdate: () => [],
    validateName: nameOrPrefix(isDns1123Label),
    holdsDeletion: (namespace) => (namespace.spec?.finalizers?.length ?? 0) > 0,
    onDeletionMarked(namespace) {
      delete namespace.metadata.deletionGracePeriodSeconds;
      namespace.status = { ...namespace.status, phase: 'Terminating' };
    },
  },
  status: {
    prepareForUpdate(namespace, old) {
      namespace.spec = old.spec;
    },
    validateUpdate: validateStatusUpdate,
  },
  objectSubresources: {
    finalize: {
      verbs: ['update'],
      prepareForUpdate(namespace, old) {
        namespace.status = old.status;
      },
      validateUpdate: validateFinalizeUpdate,
    },
  },
  selectableFields: {
    name: (namespace) => namespace.metadata.name ?? '',
    'status.phase': (namespace) => namespace.status?.phase ?? '',
  },
});
