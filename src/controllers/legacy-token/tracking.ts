/** Tells since when secrets are marked with the last use of their token: what was not marked before then tells nothing. */
import type { KubeObject } from '../../api/object.ts';
import type { Controller, ControllerPorts } from '../controller.ts';
import { KeptObjects } from '../kept-objects.ts';
import { dayOf, timeOfDay } from './days.ts';

export const TOKEN_TRACKING = {
  namespace: 'kube-system',
  name: 'kube-apiserver-legacy-service-account-token-tracking',
} as const;

export function tokenTracking(controller: string, ports: ControllerPorts): Controller {
  const since = () => ({ since: dayOf(ports.clock.now()) });
  const kept = {
    resource: ports.objects.resource('', 'configmaps'),
    ...TOKEN_TRACKING,
    make: () => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { ...TOKEN_TRACKING }, data: since() }),
    repair: (current: KubeObject) =>
      trackedSince(current) === undefined ? { ...current, data: { ...current.data, ...since() } } : current,
  };
  return new KeptObjects(controller, [kept], ports);
}

/** The first millisecond of the day on which it began; undefined: it has not. */
export function trackedSince(tracking: KubeObject | undefined): number | undefined {
  return timeOfDay(tracking?.data?.since);
}
