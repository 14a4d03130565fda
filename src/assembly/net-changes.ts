import type { ObjectChange } from '../controllers/objects.ts';
import type { CachedObject } from '../watch/cached-object.ts';

/** The changes that lead from one state to another. An object that was replaced by a namesake is deleted and added. */
export function netChanges(before: readonly CachedObject[], after: readonly CachedObject[]): ObjectChange[] {
  const old = new Map(before.map((object) => [object.key, object]));
  const news = after.flatMap((current) => {
    const previous = old.get(current.key);
    if (previous?.createRevision !== current.createRevision) return [added(current)];
    old.delete(current.key);
    return previous.revision === current.revision ? [] : [{ type: 'MODIFIED' as const, current, previous }];
  });
  return [...[...old.values()].map(deleted), ...news];
}

function added(current: CachedObject): ObjectChange {
  return { type: 'ADDED', current, previous: undefined };
}

function deleted(previous: CachedObject): ObjectChange {
  return { type: 'DELETED', current: previous, previous };
}
