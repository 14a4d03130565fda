/** Quotas: as the administrator has set them up, and their status kept true where no single write could. */
import { readResourceQuotaConfiguration } from '../config/admission-configuration/resource-quota.ts';
import type { Objects } from '../controllers/objects.ts';
import { QuotaSync } from '../registry/quota/quota-sync.ts';
import type { Clock } from '../util/clock.ts';
import type { AdmissionSettings } from './admission.ts';
import type { QuotaOptions, Stores } from './stores.ts';

/** @throws ConfigError */
export function quotaOptions({ plugins, configurations, statistics }: AdmissionSettings): QuotaOptions | undefined {
  if (!plugins.includes('ResourceQuota')) return undefined;
  return { limited: readResourceQuotaConfiguration(configurations?.get('ResourceQuota')), observer: statistics };
}

/** @returns ends it */
export function syncQuotas(
  { registry, charges }: Stores,
  objects: Objects,
  clock: Clock,
  onError: (key: string, error: unknown) => void,
): () => void {
  if (!charges) return () => {};
  const resource = objects.resource('', 'resourcequotas');
  const sync = new QuotaSync({
    quotas: registry.store('', 'resourcequotas'),
    charges,
    clock,
    follow: (listener) =>
      objects.watch(resource, ({ type, current, previous }) => {
        if (type !== 'DELETED') listener(current.object, previous?.object);
      }),
    onError: (error) => onError(resource.prefix, error),
  });
  sync.start();
  return () => sync.stop();
}
