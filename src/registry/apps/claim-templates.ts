/** A StatefulSet's claim templates: claims that are made with each pod and mounted in it by their template's name. */
import { type FieldError, type FieldPath, required } from '../../api/field.ts';
import { isDns1123Label } from '../../api/names.ts';
import type {
  V1PersistentVolumeClaim,
  V1PodTemplateSpec,
  V1StatefulSetSpec,
  V1Volume,
} from '../../schema/generated/types.ts';
import { validatePodTemplateSpec } from '../core/pod-spec/index.ts';
import { setPersistentVolumeClaimSpecDefaults, validatePersistentVolumeClaimSpec } from '../core/volumes/claim-spec.ts';
import { validateName } from '../validation/common.ts';
import { validateAnnotations, validateLabels } from '../validation/object-meta.ts';

/** Upstream writes the claims' type, though the field's own type says it. */
export function setClaimTemplateDefaults(claim: V1PersistentVolumeClaim): void {
  claim.apiVersion = 'v1';
  claim.kind = 'PersistentVolumeClaim';
  claim.spec ??= {};
  setPersistentVolumeClaimSpecDefaults(claim.spec);
  claim.status ??= {};
  claim.status.phase ||= 'Pending';
}

/** Claim templates of a stored set are not looked at again: they cannot be changed. */
export function validateClaimTemplates(
  spec: V1StatefulSetSpec,
  old: V1StatefulSetSpec | undefined,
  path: FieldPath,
): FieldError[] {
  if (old) return [];
  return (spec.volumeClaimTemplates ?? []).flatMap((claim, position) => validateClaim(claim, path.index(position)));
}

function validateClaim({ metadata = {}, spec }: V1PersistentVolumeClaim, path: FieldPath): FieldError[] {
  const metadataAt = path.child('metadata');
  const nameAt = metadataAt.child('name');
  return [
    ...(metadata.name ? validateName(metadata.name, isDns1123Label, nameAt) : [required(nameAt)]),
    ...validateLabels(metadata.labels, metadataAt.child('labels')),
    ...validateAnnotations(metadata.annotations, metadataAt.child('annotations')),
    ...validatePersistentVolumeClaimSpec(spec, path.child('spec')),
  ];
}

/** The pod template, its volume mounts checked against its volumes and the claims. A stored set whose template has always been invalid may still be scaled. */
export function validateTemplateWithClaims(
  spec: V1StatefulSetSpec,
  old: V1StatefulSetSpec | undefined,
  path: FieldPath,
): FieldError[] {
  const errors = validatePodTemplateSpec(withClaims(spec), path, old?.template ? { old: withClaims(old) } : {});
  if (errors.length === 0 || !old) return errors;
  return validatePodTemplateSpec(withClaims(old), path).length > 0 ? [] : errors;
}

/** A claim hides a volume of its name, as it does when the pod is made. */
function withClaims({ template = {}, volumeClaimTemplates = [] }: V1StatefulSetSpec): V1PodTemplateSpec {
  const names = new Set(volumeClaimTemplates.map((claim) => claim.metadata?.name ?? '').filter(Boolean));
  if (names.size === 0) return template;
  const volumes = (template.spec?.volumes ?? []).filter(({ name }) => !names.has(name ?? ''));
  const claimed = [...names].map((name): V1Volume => ({ name, persistentVolumeClaim: { claimName: name } }));
  return { ...template, spec: { ...template.spec, volumes: [...volumes, ...claimed] } };
}
