/** Volumes: unique names, each with exactly one source. */
import {
  duplicate,
  type FieldError,
  type FieldPath,
  forbiddenField,
  invalidValue,
  required,
} from '../../../api/field.ts';
import type { V1ObjectMeta, V1Volume } from '../../../schema/generated/types.ts';
import { requiredLabel } from './rules.ts';
import type { Volumes } from './volume-mounts.ts';
import { VOLUME_SOURCES, type VolumeContext, type VolumeSourceName } from './volume-sources.ts';

export interface CheckedVolumes {
  readonly errors: FieldError[];
  /** Those without errors: a mount of a bad volume is reported as of a missing one. */
  readonly byName: Volumes;
}

/** @param meta of a pod; templates pass none, and the names of their ephemeral claims are not checked */
export function checkVolumes(
  volumes: readonly V1Volume[] | undefined,
  meta: V1ObjectMeta | undefined,
  at: FieldPath,
): CheckedVolumes {
  const byName = new Map<string, V1Volume>();
  const created = createdClaims(volumes ?? [], meta);
  const errors = (volumes ?? []).flatMap((volume, position) => {
    const volumeAt = at.index(position);
    const found = validateVolume(volume, byName, meta, volumeAt);
    if (found.length === 0) byName.set(volume.name!, volume);
    return [...found, ...validateNotCreated(volume, created, volumeAt)];
  });
  return { errors, byName };
}

function validateVolume(volume: V1Volume, known: Volumes, meta: V1ObjectMeta | undefined, at: FieldPath): FieldError[] {
  const name = volume.name ?? '';
  const nameAt = at.child('name');
  return [
    ...validateSources(volume, { volumeName: name, podName: meta?.name, volumeAt: at }, at),
    ...requiredLabel(name, nameAt),
    ...(known.has(name) ? [duplicate(nameAt, name)] : []),
  ];
}

const SOURCE_NAMES = Object.keys(VOLUME_SOURCES) as VolumeSourceName[];
/** Where upstream reports a second source, when not at the field itself. */
const SECOND_SOURCE_FIELDS = new Map<VolumeSourceName, string>([
  ['cephfs', 'cephFS'],
  ['downwardAPI', 'downwarAPI'],
]);

function validateSources(volume: V1Volume, context: VolumeContext, at: FieldPath): FieldError[] {
  const [first, ...others] = SOURCE_NAMES.filter((name) => volume[name] !== undefined);
  if (first === undefined) return [required(at, 'must specify a volume type')];
  return [
    ...validateSource(volume, first, context, at),
    ...others.map((name) =>
      forbiddenField(at.child(SECOND_SOURCE_FIELDS.get(name) ?? name), 'may not specify more than 1 volume type'),
    ),
  ];
}

function validateSource<S extends VolumeSourceName>(
  volume: V1Volume,
  name: S,
  context: VolumeContext,
  at: FieldPath,
): FieldError[] {
  const field = name === 'gcePersistentDisk' ? 'persistentDisk' : name;
  return VOLUME_SOURCES[name](volume[name] as NonNullable<V1Volume[S]>, at.child(field), context);
}

/** The claims that will be made for the pod's ephemeral volumes. */
function createdClaims(volumes: readonly V1Volume[], meta: V1ObjectMeta | undefined): ReadonlySet<string> {
  const ephemeral = meta?.name ? volumes.filter((volume) => volume.ephemeral) : [];
  return new Set(ephemeral.map((volume) => `${meta?.name}-${volume.name}`));
}

function validateNotCreated(volume: V1Volume, created: ReadonlySet<string>, at: FieldPath): FieldError[] {
  const claim = volume.persistentVolumeClaim?.claimName ?? '';
  if (!volume.persistentVolumeClaim || !created.has(claim)) return [];
  const detail = 'must not reference a PVC that gets created for an ephemeral volume';
  return [invalidValue(at.child('persistentVolumeClaim', 'claimName'), claim, detail)];
}
