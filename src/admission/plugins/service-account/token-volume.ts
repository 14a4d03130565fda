/** How a pod gets its token: a volume of three sources, mounted where clients look for it. */
import type { V1PodSpec, V1Volume } from '../../../schema/generated/types.ts';

export const MOUNT_PATH = '/var/run/secrets/kubernetes.io/serviceaccount';
const NAME_PREFIX = 'kube-api-access-';
/** A little more than an hour: tokens of that age tell that they were issued for pods, and live longer at first. */
const EXPIRATION_SECONDS = 3607;

/** Ephemeral containers are never there when a pod is created, and the volumes of a pod stay as they are. */
export function mountToken(spec: V1PodSpec, suffix: () => string): void {
  const without = [...(spec.initContainers ?? []), ...(spec.containers ?? [])].filter(
    ({ volumeMounts = [] }) => !volumeMounts.some(({ mountPath }) => mountPath === MOUNT_PATH),
  );
  if (without.length === 0) return;
  const existing = spec.volumes?.find(({ name }) => name?.startsWith(NAME_PREFIX))?.name;
  const name = existing ?? NAME_PREFIX + suffix();
  for (const container of without) {
    container.volumeMounts = [...(container.volumeMounts ?? []), { name, readOnly: true, mountPath: MOUNT_PATH }];
  }
  if (existing === undefined) spec.volumes = [...(spec.volumes ?? []), tokenVolume(name)];
}

function tokenVolume(name: string): V1Volume {
  const ownNamespace = { fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.namespace' }, path: 'namespace' };
  const sources = [
    { serviceAccountToken: { expirationSeconds: EXPIRATION_SECONDS, path: 'token' } },
    { configMap: { name: 'kube-root-ca.crt', items: [{ key: 'ca.crt', path: 'ca.crt' }] } },
    { downwardAPI: { items: [ownNamespace] } },
  ];
  return { name, projected: { sources, defaultMode: 0o644 } };
}
