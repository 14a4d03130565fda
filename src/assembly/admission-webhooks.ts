/** Admission webhooks: the plugins' ports, and as whom webhooks are called. */
import { randomUUID } from 'node:crypto';
import { dirname, resolve } from 'node:path';
import type { Lookup } from '../admission/lookup.ts';
import type { PluginName } from '../admission/plugin-order.ts';
import { MutatingAdmissionWebhook } from '../admission/plugins/mutating-admission-webhook/mutating-admission-webhook.ts';
import { ValidatingAdmissionWebhook } from '../admission/plugins/validating-admission-webhook/validating-admission-webhook.ts';
import type { WebhookPorts } from '../admission/webhook/ports.ts';
import type { Authorizer } from '../authorization/authorizer.ts';
import type { HookClients } from '../client/webhook/hook-clients.ts';
import type { WebhookUser } from '../client/webhook/kubeconfig.ts';
import { kubeConfigFileOf } from '../config/admission-configuration/webhook-admission.ts';
import { ConfigError } from '../config/errors.ts';
import type { Objects } from '../controllers/objects.ts';
import type { Registry } from '../registry/registry.ts';
import type { Log } from '../server/log/log.ts';
import { seldom } from '../server/log/seldom.ts';
import { AdmissionWebhookMetrics } from '../server/metrics/admission-webhook-metrics.ts';
import { MatchConditionMetrics } from '../server/metrics/match-condition-metrics.ts';
import { type Clock, monotonicNow } from '../util/clock.ts';
import { expressionAccess } from './expression-access.ts';
import { type ImagePolicy, openImagePolicy } from './image-policy.ts';
import { equivalentResources, objectVersions } from './object-versions.ts';
import { serviceAddress } from './service-address.ts';

type Users = ReadonlyMap<string, WebhookUser>;
type WebhookPluginName = 'MutatingAdmissionWebhook' | 'ValidatingAdmissionWebhook';

/** What webhooks have of the process rather than of the API. */
export interface AdmissionWebhooks {
  readonly users: ReadonlyMap<PluginName, Users>;
  readonly metrics: AdmissionWebhookMetrics;
  /** Counts those of policies, too. */
  readonly conditionMetrics: MatchConditionMetrics;
  /** Absent: images are not asked about. */
  readonly imagePolicy?: ImagePolicy | undefined;
  onFailure(message: string): void;
}

/** @param plugins those that are on @throws ConfigError */
export async function openAdmissionWebhooks(
  plugins: readonly PluginName[],
  configurations: ReadonlyMap<PluginName, unknown>,
  { clock, log }: { readonly clock: Clock; readonly log: Log },
): Promise<AdmissionWebhooks> {
  const names: readonly WebhookPluginName[] = ['MutatingAdmissionWebhook', 'ValidatingAdmissionWebhook'];
  const users = new Map<PluginName, Users>();
  for (const name of names) {
    const file = kubeConfigFileOf(name, configurations.get(name));
    if (file !== undefined) users.set(name, await readUsers(name, file));
  }
  const imagePolicy = plugins.includes('ImagePolicyWebhook')
    ? await openImagePolicy(configurations.get('ImagePolicyWebhook'), clock)
    : undefined;
  const onFailure = seldom(clock, (error) => log.warn('an admission webhook could not be asked', { error }));
  const metrics = { metrics: new AdmissionWebhookMetrics(), conditionMetrics: new MatchConditionMetrics() };
  return { users, ...metrics, imagePolicy, onFailure };
}

async function readUsers(plugin: PluginName, file: string): Promise<Users> {
  const { readWebhookUsers } = await import('../client/webhook/kubeconfig.ts');
  const { readKubeconfig } = await import('../client/webhook/webhook-client.ts');
  try {
    return readWebhookUsers(await readKubeconfig(file), dirname(resolve(file)));
  } catch (error) {
    throw new ConfigError(`${plugin}: kubeConfigFile ${file}: ${(error as Error).message}`);
  }
}

export interface WebhookParts {
  readonly registry: Registry;
  readonly objects: Objects;
  readonly authorizer: Authorizer;
  readonly clock: Clock;
  readonly webhooks: AdmissionWebhooks;
}

export function mutatingWebhooks(parts: WebhookParts): MutatingAdmissionWebhook {
  const configurations = configurationsOf(parts, 'mutatingwebhookconfigurations');
  return new MutatingAdmissionWebhook(configurations, portsOf(parts, 'MutatingAdmissionWebhook'));
}

export function validatingWebhooks(parts: WebhookParts): ValidatingAdmissionWebhook {
  const configurations = configurationsOf(parts, 'validatingwebhookconfigurations');
  return new ValidatingAdmissionWebhook(configurations, portsOf(parts, 'ValidatingAdmissionWebhook'));
}

/** Always as they are stored now: a change counts from the next request on. */
function configurationsOf({ objects }: WebhookParts, name: string): Pick<Lookup, 'list'> {
  const resource = objects.resource('admissionregistration.k8s.io', name);
  return { list: () => objects.list(resource).map(({ object }) => object) };
}

function portsOf(parts: WebhookParts, plugin: WebhookPluginName): WebhookPorts {
  const { registry, authorizer, webhooks } = parts;
  const namespaces = registry.store('', 'namespaces');
  let clients: Promise<HookClients> | undefined;
  return {
    async call(clientConfig, review, timeoutMilliseconds) {
      clients ??= openClients(parts, plugin);
      return (await clients).call(clientConfig, review, timeoutMilliseconds);
    },
    findNamespace: (name) => namespaces.find('', name)?.object,
    equivalents: equivalentResources(registry),
    versions: objectVersions(registry),
    access: expressionAccess(authorizer),
    newUid: randomUUID,
    now: monotonicNow,
    observeCall: (call) => webhooks.metrics.observeCall(call),
    observeConditions: (conditions) => webhooks.conditionMetrics.observe(conditions),
    onFailure: (message) => webhooks.onFailure(message),
  };
}

/** What it takes to ask one is loaded where there are some. */
async function openClients({ objects, clock, webhooks }: WebhookParts, plugin: PluginName): Promise<HookClients> {
  const { HookClients } = await import('../client/webhook/hook-clients.ts');
  const address = { objects, random: Math.random };
  return new HookClients({
    users: webhooks.users.get(plugin) ?? new Map(),
    resolve: (namespace, name, port) => serviceAddress(address, namespace, name, port),
    clock,
  });
}
