import { path } from '../../api/field.ts';
import { isDns1123Label, nameOrPrefix } from '../../api/names.ts';
import type { KubeObject } from '../../api/object.ts';
import type { V1StatefulSet, V1StatefulSetUpdateStrategy } from '../../schema/generated/types.ts';
import { setPodTemplateDefaults } from '../core/pod-spec/index.ts';
import { defineResource } from '../resource.ts';
import { replicaScale } from '../workloads/scale.ts';
import { statusKept, statusSubresource } from '../workloads/status.ts';
import { templateWarnings } from '../workloads/warnings.ts';
import { setClaimTemplateDefaults } from './claim-templates.ts';
import {
  validateStatefulSetSpec,
  validateStatefulSetSpecUpdate,
  validateStatefulSetStatus,
} from './statefulset-validation.ts';

export type StatefulSet = V1StatefulSet & KubeObject;

const status = statusKept();

export const statefulSets = defineResource<StatefulSet>({
  group: 'apps',
  name: 'statefulsets',
  kind: 'StatefulSet',
  namespaced: true,
  shortNames: ['sts'],
  categories: ['all'],
  strategy: {
    defaults: setDefaults,
    tracksGeneration: true,
    prepareForCreate(object, context) {
      status.prepareForCreate(object, context);
      dropMaxUnavailable(object);
    },
    prepareForUpdate(object, old, context) {
      status.prepareForUpdate(object, old, context);
      dropMaxUnavailable(object, old);
    },
    validateName: nameOrPrefix(isDns1123Label),
    validate: (object) => validateStatefulSetSpec(object.spec),
    validateUpdate: (object, old) => validateStatefulSetSpecUpdate(object.spec, old.spec),
    warnings: (object, old) => [...templateWarnings(object, old), ...historyWarnings(object)],
  },
  status: statusSubresource((object, old) => validateStatefulSetStatus(object.status, old.status)),
  scale: replicaScale,
});

function setDefaults(object: StatefulSet): void {
  object.spec ??= {};
  const spec = object.spec;
  spec.podManagementPolicy ||= 'OrderedReady';
  spec.updateStrategy ??= {};
  setUpdateStrategyDefaults(spec.updateStrategy);
  spec.persistentVolumeClaimRetentionPolicy ??= {};
  spec.persistentVolumeClaimRetentionPolicy.whenDeleted ||= 'Retain';
  spec.persistentVolumeClaimRetentionPolicy.whenScaled ||= 'Retain';
  spec.replicas ??= 1;
  spec.revisionHistoryLimit ??= 10;
  spec.template ??= {};
  setPodTemplateDefaults(spec.template);
  spec.volumeClaimTemplates?.forEach(setClaimTemplateDefaults);
}

/** Where the type is given and nothing more, nothing more is filled in. */
function setUpdateStrategyDefaults(strategy: V1StatefulSetUpdateStrategy): void {
  if (!strategy.type) {
    strategy.type = 'RollingUpdate';
    strategy.rollingUpdate ??= {};
  }
  if (strategy.type === 'RollingUpdate' && strategy.rollingUpdate) strategy.rollingUpdate.partition ??= 0;
}

/** A feature that is off by default at this level: who has it already keeps it. */
function dropMaxUnavailable({ spec }: StatefulSet, old?: StatefulSet): void {
  if (old?.spec?.updateStrategy?.rollingUpdate?.maxUnavailable !== undefined) return;
  delete spec?.updateStrategy?.rollingUpdate?.maxUnavailable;
}

function historyWarnings({ spec }: StatefulSet): string[] {
  if ((spec?.revisionHistoryLimit ?? 0) >= 0) return [];
  const at = path('spec', 'revisionHistoryLimit');
  return [`${at}: a negative value retains all historical revisions; a value >= 0 is recommended`];
}
