/** What keeps claims, volumes and classes of their attributes from going. */
import type { KubeObject } from '../../api/object.ts';
import type { ControllerPorts } from '../controller.ts';
import type { ObjectResource } from '../objects.ts';
import { StorageProtection } from './protection.ts';

export const PVC_PROTECTION = 'pvc-protection-controller';
export const PV_PROTECTION = 'pv-protection-controller';
export const VAC_PROTECTION = 'volumeattributesclass-protection-controller';

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
    users: [{ resource: pods, keysOf: (pod: KubeObject) => claimsOf(pod).map((name) => keyOf(claims, pod, name)) }],
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
    users: [],
  };
  return new StorageProtection(protection, ports);
}

/** Classes stay while claims or volumes have them, or are to get them. */
export function attributesClassProtection(ports: ControllerPorts): StorageProtection {
  const classes = ports.objects.resource('storage.k8s.io', 'volumeattributesclasses');
  const holders = ['persistentvolumeclaims', 'persistentvolumes'].map((name) => ports.objects.resource('', name));
  const protection = {
    name: VAC_PROTECTION,
    resource: classes,
    finalizer: 'kubernetes.io/vac-protection',
    isUsed: ({ metadata }: KubeObject) =>
      holders.some((holder) =>
        ports.objects.list(holder).some(({ object }) => attributesClassesOf(object).includes(metadata.name!)),
      ),
    users: holders.map((resource) => ({
      resource,
      keysOf: (user: KubeObject) => attributesClassesOf(user).map((name) => `${classes.prefix}${name}`),
    })),
  };
  return new StorageProtection(protection, ports);
}

/** Of a claim or a volume. */
function attributesClassesOf({ spec, status }: KubeObject): string[] {
  return [
    spec?.volumeAttributesClassName,
    status?.currentVolumeAttributesClassName,
    status?.modifyVolumeStatus?.targetVolumeAttributesClassName,
  ].filter(Boolean);
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
