/** WebhookAdmissionConfiguration (apiserver.config.k8s.io): as whom admission webhooks are called. */
import type { PluginName } from '../../admission/plugin-order.ts';
import type { FileKind } from '../files/decode.ts';
import { struct, TEXT } from '../files/struct.ts';
import { decodePluginConfiguration } from './decode.ts';

const KIND: FileKind = {
  kind: 'WebhookAdmissionConfiguration',
  apiVersions: ['apiserver.config.k8s.io/v1'],
  schema: struct('WebhookAdmission', { kubeConfigFile: TEXT }),
};

/** @param value undefined or null: none @returns a path @throws ConfigError */
export function kubeConfigFileOf(plugin: PluginName, value: unknown): string | undefined {
  if (value === undefined || value === null) return undefined;
  const { kubeConfigFile } = decodePluginConfiguration(plugin, value, KIND) as { readonly kubeConfigFile: string };
  return kubeConfigFile || undefined;
}
