/** The webhook that ImagePolicyWebhook asks. */
import { dirname, resolve } from 'node:path';
import {
  type ImagePolicyOptions,
  ImagePolicyWebhook,
} from '../admission/plugins/image-policy-webhook/image-policy-webhook.ts';
import type { WebhookConfig } from '../client/webhook/kubeconfig.ts';
import { readImagePolicyConfiguration } from '../config/admission-configuration/image-policy.ts';
import { ConfigError } from '../config/errors.ts';
import { type Clock, monotonicNow } from '../util/clock.ts';

type Ask = (review: object) => Promise<unknown>;

export interface ImagePolicy {
  readonly options: ImagePolicyOptions;
  readonly ask: Ask;
}

/** @param configuration of the plugin @throws ConfigError */
export async function openImagePolicy(configuration: unknown, clock: Clock): Promise<ImagePolicy> {
  const { kubeConfigFile, retryBackoff, ...options } = readImagePolicyConfiguration(configuration);
  try {
    return { options, ask: await openClient(kubeConfigFile, retryBackoff, clock) };
  } catch (error) {
    throw new ConfigError(`ImagePolicyWebhook: kubeConfigFile ${kubeConfigFile}: ${(error as Error).message}`);
  }
}

/** What upstream's client tells the webhook of itself. */
const PARAMETERS = { timeout: '30s' };

/** Only those who have such a webhook wait for what it takes to ask one. */
async function openClient(file: string, initialMilliseconds: number, clock: Clock): Promise<Ask> {
  const { readWebhookConfig } = await import('../client/webhook/kubeconfig.ts');
  const { readKubeconfig, WebhookClient } = await import('../client/webhook/webhook-client.ts');
  const { DEFAULT_BACKOFF } = await import('../client/webhook/backoff.ts');
  const { WebhookError } = await import('../client/webhook/errors.ts');
  const { callFailure } = await import('../client/webhook/go-words.ts');
  const config = readWebhookConfig(await readKubeconfig(file), dirname(resolve(file)));
  const client = await WebhookClient.to(config, { clock, retry: { ...DEFAULT_BACKOFF, initialMilliseconds } });
  const callee = calleeOf(config);
  return (review) =>
    client.call(review, { parameters: PARAMETERS }).catch((error) => {
      throw error instanceof WebhookError ? new Error(callFailure(error, callee)) : error;
    });
}

/** As messages name it. */
function calleeOf({ url, serverName = url.hostname }: WebhookConfig) {
  const shown = new URL(url);
  for (const [name, value] of Object.entries(PARAMETERS)) shown.searchParams.set(name, value);
  return { url: shown.href, serverName, address: url.port === '' ? `${url.hostname}:443` : url.host };
}

/** @throws ConfigError when none was opened, for nothing configures it */
export function imagePolicyWebhook(
  policy: ImagePolicy | undefined,
  onFailure: (message: string) => void,
): ImagePolicyWebhook {
  if (!policy) throw new ConfigError('ImagePolicyWebhook: no config specified');
  return new ImagePolicyWebhook(policy.options, { ask: policy.ask, now: monotonicNow, onFailure });
}
