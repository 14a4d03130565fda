/** What mirror pods may not do: nobody has authorized what they show. */
import { containersOf } from '../../../api/pods/containers-of.ts';
import { type AddReference, readContainerReferences, readVolumeReferences } from '../../../api/pods/references.ts';
import type { V1Pod, V1PodSpec } from '../../../schema/generated/types.ts';

export function mirrorPodFault({ spec = {} }: V1Pod): string | undefined {
  if (spec.serviceAccountName) return 'a mirror pod may not reference service accounts';
  if (namesSecrets(spec)) return 'a mirror pod may not reference secrets';
  const hasToken = spec.volumes?.some(({ projected }) => projected?.sources?.some((each) => each.serviceAccountToken));
  return hasToken ? 'a mirror pod may not use ServiceAccountToken volume projections' : undefined;
}

function namesSecrets(spec: V1PodSpec): boolean {
  let found = (spec.imagePullSecrets ?? []).some(({ name }) => name);
  const add: AddReference = (kind, name) => {
    found ||= kind === 'secret' && Boolean(name);
  };
  for (const container of containersOf<any, any, any>(spec)) readContainerReferences(container, add);
  for (const volume of spec.volumes ?? []) readVolumeReferences(volume, add);
  return found;
}
