/** The metadata of updates that the server answers for. */
import type { KubeObject, ObjectMeta } from '../../api/object.ts';
import { deepEqual } from '../../util/deep-equal.ts';
import type { Strategy } from '../strategy.ts';

/**
 * What no client may change keeps its value, whatever the request said. Another uid is left for validation to refuse,
 * and so is a deletion that was never asked for.
 */
export function keepServerMetadata(meta: ObjectMeta, old: ObjectMeta): void {
  meta.uid ||= old.uid!;
  meta.creationTimestamp = old.creationTimestamp!;
  meta.resourceVersion = old.resourceVersion!;
  if (old.generation === undefined) delete meta.generation;
  else meta.generation = old.generation;
  if (old.deletionTimestamp !== undefined) meta.deletionTimestamp = old.deletionTimestamp;
  if (old.deletionGracePeriodSeconds !== undefined) meta.deletionGracePeriodSeconds ??= old.deletionGracePeriodSeconds;
  delete meta.selfLink;
}

/** A change of what is wanted, not of what is observed, makes a new generation. */
export function countGeneration(strategy: Strategy, object: KubeObject, old: KubeObject): void {
  if (!strategy.tracksGeneration) return;
  const { generationMetadata: counted } = strategy;
  const isSame =
    deepEqual(wanted(object), wanted(old)) && (!counted || deepEqual(object.metadata[counted], old.metadata[counted]));
  if (!isSame) object.metadata.generation = (old.metadata.generation ?? 0) + 1;
}

function wanted({ metadata: _metadata, status: _status, ...rest }: KubeObject): object {
  return rest;
}
