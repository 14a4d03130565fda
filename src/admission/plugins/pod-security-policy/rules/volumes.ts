import { type FieldError, type FieldPath, invalidValue, path } from '../../../../api/field.ts';
import { VOLUME_TYPES } from '../../../../api/pod-security-policy.ts';
import { locatedContainersOf } from '../../../../api/pods/containers-of.ts';
import type { V1ProjectedVolumeSource, V1Volume } from '../../../../schema/generated/types.ts';
import type { Judged, Rule } from './rule.ts';

const SPEC = path('spec');

export const volumes: Rule = {
  validatePod: (judged) =>
    (judged.spec.volumes ?? []).flatMap((volume, position) => {
      const at = SPEC.child('volumes').index(position);
      const type = typeOf(volume);
      if (type === undefined) return [invalidValue(at, '', 'unknown volume type for volume')];
      if (!isAllowed(judged, type, volume))
        return [invalidValue(at, type, `${type} volumes are not allowed to be used`)];
      return DETAILS.get(type)?.(judged, volume, at) ?? [];
    }),
};

function typeOf(volume: V1Volume): string | undefined {
  return VOLUME_TYPES.find((type) => volume[type as keyof V1Volume]);
}

function isAllowed({ rules }: Judged, type: string, { projected }: V1Volume): boolean {
  const allowed = rules.volumes ?? [];
  if (allowed.includes('*') || allowed.includes(type)) return true;
  // Tokens of service accounts were secrets before they were projected.
  return type === 'projected' && allowed.includes('secret') && isAccountToken(projected!);
}

/** Whether it is what the ServiceAccount admission plugin mounts, and nothing else. */
function isAccountToken({ sources }: V1ProjectedVolumeSource): boolean {
  return (sources ?? []).every(
    ({ serviceAccountToken: token, configMap, downwardAPI, secret, clusterTrustBundle, ...other }) => {
      if (secret || clusterTrustBundle || Object.values(other).some(Boolean)) return false;
      if (!token && !configMap && !downwardAPI) return false;
      if (token && (token.path !== 'token' || token.audience)) return false;
      if (configMap && configMap.name !== 'kube-root-ca.crt') return false;
      return (downwardAPI?.items ?? []).every(
        ({ path: file, fieldRef }) => file === 'namespace' && fieldRef?.fieldPath === 'metadata.namespace',
      );
    },
  );
}

type Detail = (judged: Judged, volume: V1Volume, at: FieldPath) => FieldError[];

const DETAILS: ReadonlyMap<string, Detail> = new Map<string, Detail>([
  ['hostPath', validateHostPath],
  [
    'flexVolume',
    ({ rules }, { flexVolume }, at) => {
      const drivers = (rules.allowedFlexVolumes ?? []).map(({ driver }) => driver);
      const driver = flexVolume?.driver ?? '';
      const why = 'Flexvolume driver is not allowed to be used';
      return drivers.length === 0 || drivers.includes(driver) ? [] : [invalidValue(at.child('driver'), driver, why)];
    },
  ],
  [
    'csi',
    ({ rules }, { csi }, at) => {
      const drivers = (rules.allowedCSIDrivers ?? []).map(({ name }) => name);
      const driver = csi?.driver ?? '';
      const why = 'Inline CSI driver is not allowed to be used';
      return drivers.length === 0 || drivers.includes(driver)
        ? []
        : [invalidValue(at.child('csi', 'driver'), driver, why)];
    },
  ],
]);

function validateHostPath({ rules, spec }: Judged, { name, hostPath }: V1Volume, at: FieldPath): FieldError[] {
  const prefixes = rules.allowedHostPaths ?? [];
  const mounted = hostPath?.path ?? '';
  const matching = prefixes.filter(({ pathPrefix = '' }) => isBelow(mounted, pathPrefix));
  if (prefixes.length === 0) return [];
  if (matching.length === 0) {
    return [invalidValue(at.child('hostPath', 'pathPrefix'), mounted, 'is not allowed to be used')];
  }
  if (matching.some(({ readOnly }) => !readOnly)) return [];
  return locatedContainersOf(spec, SPEC).flatMap(({ container, at: where }) =>
    (container.volumeMounts ?? []).flatMap((mount, position) => {
      if (mount.name !== name || mount.readOnly) return [];
      return [invalidValue(where.child('volumeMounts').index(position).child('readOnly'), false, 'must be read-only')];
    }),
  );
}

/** By whole segments. Threat: a path with `..` in it leads elsewhere; validation of pods refuses those. */
function isBelow(path: string, prefix: string): boolean {
  const [whole, start] = [path, prefix].map((each) => each.replace(/\/$/, '')) as [string, string];
  return whole === start || whole.startsWith(`${start}/`);
}
