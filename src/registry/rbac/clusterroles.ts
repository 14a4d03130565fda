import type { FieldError } from '../../api/field.ts';
import { isPathSegmentName } from '../../api/names.ts';
import type { KubeObject } from '../../api/object.ts';
import type { V1ClusterRole } from '../../schema/generated/types.ts';
import { defineResource } from '../resource.ts';
import { validateAggregation } from './aggregation.ts';
import { confirmRole } from './grants.ts';
import { validateRules } from './rules.ts';

export type ClusterRole = V1ClusterRole & KubeObject;

export const clusterRoles = defineResource<ClusterRole>({
  group: 'rbac.authorization.k8s.io',
  name: 'clusterroles',
  kind: 'ClusterRole',
  namespaced: false,
  strategy: {
    allowCreateOnUpdate: true,
    confirmGrant: (object, old, context) => confirmRole('clusterroles', object, old, context),
    validateName: isPathSegmentName,
    validate,
    validateUpdate: validate,
  },
});

function validate(role: ClusterRole): FieldError[] {
  return [...validateRules(role.rules, false), ...validateAggregation(role.aggregationRule)];
}
