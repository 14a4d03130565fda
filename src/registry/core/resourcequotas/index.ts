import type { KubeObject } from '../../../api/object.ts';
import type { V1ResourceQuota } from '../../../schema/generated/types.ts';
import { defineResource } from '../../resource.ts';
import { validateResourceQuota, validateResourceQuotaUpdate, validateStatusUpdate } from './validation.ts';

type ResourceQuota = V1ResourceQuota & KubeObject;

export const resourceQuotas = defineResource<ResourceQuota>({
  name: 'resourcequotas',
  kind: 'ResourceQuota',
  namespaced: true,
  returnsDeleted: true,
  shortNames: ['quota'],
  strategy: {
    defaults(quota) {
      quota.spec ??= {};
    },
    prepareForCreate(quota) {
      quota.status = {};
    },
    prepareForUpdate(quota, old) {
      quota.status = old.status;
    },
    validate: validateResourceQuota,
    validateUpdate: validateResourceQuotaUpdate,
  },
  status: {
    prepareForUpdate(quota, old) {
      quota.spec = old.spec;
    },
    validateUpdate: validateStatusUpdate,
  },
});
