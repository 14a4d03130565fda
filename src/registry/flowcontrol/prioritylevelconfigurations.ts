import { type FieldError, forbiddenField, invalidValue, notSupported, path, required } from '../../api/field.ts';
import type { KubeObject, ObjectMeta } from '../../api/object.ts';
import type { V1PriorityLevelConfiguration, V1PriorityLevelConfigurationSpec } from '../../schema/generated/types.ts';
import { defineResource } from '../resource.ts';
import { keepMetadata } from '../status-metadata.ts';
import { validateConditionTypes } from './conditions.ts';
import { validateFixedLevel } from './mandatory.ts';
import { validateExempt, validateLimited } from './queuing.ts';

type PriorityLevelConfiguration = V1PriorityLevelConfiguration & KubeObject;

const DEFAULT_SHARES = 30;
const DEFAULT_QUEUING = { handSize: 8, queues: 64, queueLengthLimit: 50 } as const;
const SPEC = path('spec');
const ZERO_SHARES = 'flowcontrol.k8s.io/v1beta3-preserve-zero-concurrency-shares';

function setDefaults({ exempt, limited }: V1PriorityLevelConfigurationSpec): void {
  if (exempt) {
    exempt.nominalConcurrencyShares ??= 0;
    exempt.lendablePercent ??= 0;
  }
  if (!limited) return;
  limited.nominalConcurrencyShares ??= DEFAULT_SHARES;
  limited.lendablePercent ??= 0;
  const queuing = limited.limitResponse?.queuing;
  if (!queuing) return;
  for (const field of ['handSize', 'queues', 'queueLengthLimit'] as const) queuing[field] ||= DEFAULT_QUEUING[field];
}

function validateSpec(spec: V1PriorityLevelConfigurationSpec, name: string): FieldError[] {
  const { exempt, limited, type = '' } = spec;
  const errors: FieldError[] = [];
  if ((name === 'exempt') !== (type === 'Exempt')) {
    errors.push(invalidValue(SPEC.child('type'), type, "type must be 'Exempt' if and only if name is 'exempt'"));
  }
  if (type === 'Exempt') {
    if (limited) errors.push(forbiddenField(SPEC.child('limited'), 'must be nil if the type is not Limited'));
    if (exempt) errors.push(...validateExempt(exempt, SPEC.child('exempt')));
  } else if (type === 'Limited') {
    if (exempt) errors.push(forbiddenField(SPEC.child('exempt'), 'must be nil if the type is Limited'));
    if (limited) errors.push(...validateLimited(limited, SPEC.child('limited')));
    else errors.push(required(SPEC.child('limited'), 'must not be empty when type is Limited'));
  } else {
    errors.push(notSupported(SPEC.child('type'), type, ['Exempt', 'Limited']));
  }
  return errors;
}

/** What brought a share of 0 through v1beta3 has no place beside the share itself. */
function validateAnnotations({ annotations = {} }: ObjectMeta): FieldError[] {
  if (!Object.hasOwn(annotations, ZERO_SHARES)) return [];
  return [forbiddenField(path('metadata', 'annotations'), `annotation '${ZERO_SHARES}' is forbidden`)];
}

function validate({ metadata, spec = {}, status }: PriorityLevelConfiguration): FieldError[] {
  const name = metadata.name ?? '';
  return [
    ...validateAnnotations(metadata),
    ...validateSpec(spec, name),
    ...validateFixedLevel(name, spec),
    ...validateConditionTypes(status?.conditions),
  ];
}

export const priorityLevelConfigurations = defineResource<PriorityLevelConfiguration>({
  group: 'flowcontrol.apiserver.k8s.io',
  name: 'prioritylevelconfigurations',
  kind: 'PriorityLevelConfiguration',
  namespaced: false,
  strategy: {
    defaults(level) {
      level.spec ??= {};
      setDefaults(level.spec);
    },
    prepareForCreate(level) {
      level.status = {};
    },
    prepareForUpdate(level, old) {
      level.status = old.status ?? {};
    },
    validate,
    validateUpdate: validate,
    tracksGeneration: true,
  },
  status: {
    prepareForUpdate(level, old) {
      level.spec = old.spec ?? {};
      keepMetadata(level, old);
    },
    validateUpdate: ({ status }) => validateConditionTypes(status?.conditions),
  },
});
