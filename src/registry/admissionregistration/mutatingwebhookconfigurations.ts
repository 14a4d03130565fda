import type { KubeObject } from '../../api/object.ts';
import type { V1MutatingWebhookConfiguration } from '../../schema/generated/types.ts';
import { defineResource } from '../resource.ts';
import { prepareWebhooks, setWebhookDefaults, validateWebhooks } from './webhooks.ts';

export const mutatingWebhookConfigurations = defineResource<V1MutatingWebhookConfiguration & KubeObject>({
  group: 'admissionregistration.k8s.io',
  name: 'mutatingwebhookconfigurations',
  kind: 'MutatingWebhookConfiguration',
  namespaced: false,
  categories: ['api-extensions'],
  strategy: {
    allowUnconditionalUpdate: false,
    defaults({ webhooks = [] }) {
      for (const webhook of webhooks) {
        setWebhookDefaults(webhook);
        webhook.reinvocationPolicy ??= 'Never';
      }
    },
    prepareValidation: ({ webhooks }) => prepareWebhooks(webhooks),
    validate: ({ webhooks }) => validateWebhooks(webhooks),
    validateUpdate: ({ webhooks }, old) => validateWebhooks(webhooks, old.webhooks),
    tracksGeneration: true,
  },
});
