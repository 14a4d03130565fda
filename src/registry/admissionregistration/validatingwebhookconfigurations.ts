import type { KubeObject } from '../../api/object.ts';
import type { V1ValidatingWebhookConfiguration } from '../../schema/generated/types.ts';
import { defineResource } from '../resource.ts';
import { prepareWebhooks, setWebhookDefaults, validateWebhooks } from './webhooks.ts';

export const validatingWebhookConfigurations = defineResource<V1ValidatingWebhookConfiguration & KubeObject>({
  group: 'admissionregistration.k8s.io',
  name: 'validatingwebhookconfigurations',
  kind: 'ValidatingWebhookConfiguration',
  namespaced: false,
  categories: ['api-extensions'],
  strategy: {
    allowUnconditionalUpdate: false,
    defaults: ({ webhooks = [] }) => webhooks.forEach(setWebhookDefaults),
    prepareValidation: ({ webhooks }) => prepareWebhooks(webhooks),
    validate: ({ webhooks }) => validateWebhooks(webhooks),
    validateUpdate: ({ webhooks }, old) => validateWebhooks(webhooks, old.webhooks),
    tracksGeneration: true,
  },
});
