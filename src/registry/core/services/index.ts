import { isDns1123Label, nameOrPrefix } from '../../../api/names.ts';
import { defineResource } from '../../resource.ts';
import { setServiceDefaults } from './defaults.ts';
import type { Service } from './service.ts';
import { dropFieldsOfOldType } from './type-change.ts';
import { validateService, validateServiceStatusUpdate, validateServiceUpdate } from './validation/index.ts';
import { serviceStatusWarnings, serviceWarnings } from './warnings.ts';

export const services = defineResource<Service>({
  name: 'services',
  kind: 'Service',
  namespaced: true,
  returnsDeleted: true,
  shortNames: ['svc'],
  categories: ['all'],
  prefix: '/registry/services/specs/',
  strategy: {
    defaults: setServiceDefaults,
    prepareForCreate(service) {
      service.status = { loadBalancer: {} };
      if (service.spec?.type === 'ExternalName') delete service.spec.internalTrafficPolicy;
    },
    prepareForUpdate(service, old) {
      service.status = old.status;
      dropFieldsOfOldType(service, old);
    },
    validate: validateService,
    validateUpdate: validateServiceUpdate,
    warnings: serviceWarnings,
    validateName: nameOrPrefix(isDns1123Label),
    allowCreateOnUpdate: true,
  },
  status: {
    prepareForUpdate(service, old) {
      service.spec = old.spec;
    },
    validateUpdate: validateServiceStatusUpdate,
    warnings: serviceStatusWarnings,
  },
  connectSubresources: {
    proxy: { kind: 'ServiceProxyOptions', verbs: ['create', 'delete', 'get', 'patch', 'update'] },
  },
  selectableFields: {
    'spec.clusterIP': (service) => service.spec?.clusterIP ?? '',
    'spec.type': (service) => service.spec?.type ?? '',
  },
});
