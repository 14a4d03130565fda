import { isDns1123Label, nameOrPrefix } from '../../../api/names.ts';
import { defineResource } from '../../resource.ts';
import { setServiceDefaults } from './defaults.ts';
import type { Service } from './service.ts';

export const services = defineResource<Service>({
  name: 'services',
  kind: 'Service',
  namespaced: true,
  shortNames: ['svc'],
  categories: ['all'],
  prefix: '/registry/services/specs/',
  strategy: {
    defaults: setServiceDefaults,
    prepareForCreate(service) {
      service.status = { loadBalancer: {} };
    },
    prepareForUpdate(service, old) {
      service.status = old.status;
    },
    validateName: nameOrPrefix(isDns1123Label),
    allowCreateOnUpdate: true,
  },
  status: {
    prepareForUpdate(service, old) {
      service.spec = old.spec;
    },
  },
  connectSubresources: {
    proxy: { kind: 'ServiceProxyOptions', verbs: ['create', 'delete', 'get', 'patch', 'update'] },
  },
  selectableFields: {
    'spec.clusterIP': (service) => service.spec?.clusterIP ?? '',
    'spec.type': (service) => service.spec?.type ?? '',
  },
});
