import { path } from '../../api/field.ts';
import type { KubeObject } from '../../api/object.ts';
import type { V1ResourceClaimTemplate } from '../../schema/generated/types.ts';
import { defineResource } from '../resource.ts';
import { validateImmutable } from '../validation/common.ts';
import { validateTemplateObjectMeta } from '../validation/object-meta.ts';
import { prepareClaimSpec, setClaimSpecDefaults, validateClaimSpec } from './claim-spec.ts';
import { confirmAdminRequests } from './grants.ts';

export const resourceClaimTemplates = defineResource<V1ResourceClaimTemplate & KubeObject>({
  group: 'resource.k8s.io',
  name: 'resourceclaimtemplates',
  kind: 'ResourceClaimTemplate',
  namespaced: true,
  returnsDeleted: true,
  strategy: {
    defaults: ({ spec }) => setClaimSpecDefaults(spec?.spec),
    prepareValidation: ({ spec: template = {} }, old) => prepareClaimSpec(template.spec ?? {}, old),
    confirmGrant: async (template, old, context) => {
      if (!old) await confirmAdminRequests(template, template.spec?.spec?.devices?.requests, context);
    },
    validate({ spec: template = {} }) {
      return [
        ...validateTemplateObjectMeta(template.metadata, path('spec', 'metadata')),
        ...validateClaimSpec(template.spec ?? {}, path('spec', 'spec')),
      ];
    },
    validateUpdate: (template, old) => validateImmutable(template.spec, old.spec, path('spec')),
  },
});
