/** What keeps claims and volumes from going. */
import type { KubeObject } from '../../api/object.ts';
import type { ControllerPorts } from '../controller.ts';
import type { ObjectResource } from '../objects.ts';
import { StorageProtection } from './protection.ts';

export const PVC_PROTECTION = 'pvc-protection-controller';
export const PV_PROTECTION = 'pv-protection-controller';

/** Claims stay while pods that have a node use them. */
export function claimProtection(ports: ControllerPorts): StorageProtection {
  const claims = ports.objects.resource('', 'persistentvolumeclaims');
  const pods = ports.objects.resource('', 'pods');
  const protection = {
    name: PVC_PROTECTION,
    resource: claims,
    finalizer: 'kubernetes.io/pvc-protection',
    isUsed: ({ metadata: { namespace, name } }: KubeObject) =>
      ports.objects
        .list(pods, namespace)
        .some(({ object }) => object.spec?.nodeName && claimsOf(object).includes(name!)),
    users: { resource: pods, keysOf: (pod: KubeObject) => claimsOf(pod).map((name) => keyOf(claims, pod, name)) },
  };
  return new StorageProtection(protection, ports);
}

/** Volumes stay while they are bound. */
export function volumeProtection(ports: ControllerPorts): StorageProtection {
  const protection = {
    name: PV_PROTECTION,
    resource: ports.objects.resource('', 'persistentvolumes'),
    finalizer: 'kubernetes.io/pv-protection',
    isUsed: ({ status }: KubeObject) => status?.phase === 'Bound',
  };
  return new StorageProtection(protection, ports);
}

interface Volume {
  readonly name: string;
  readonly persistentVolumeClaim?: { readonly claimName?: string };
  readonly ephemeral?: object;
}

/** Those that it names, and those that are made for it. */
function claimsOf({ spec, metadata }: KubeObject): string[] {
  const volumes: readonly Volume[] = spec?.volumes ?? [];
  return volumes.flatMap(({ name, persistentVolumeClaim, ephemeral }) => {
    if (ephemeral) return [`${metadata.name}-${name}`];
    return persistentVolumeClaim?.claimName ? [persistentVolumeClaim.claimName] : [];
  });
}

function keyOf({ prefix }: ObjectResource, { metadata }: KubeObject, name: string): string {
  return `${prefix}${metadata.namespace}/${name}`;
}
