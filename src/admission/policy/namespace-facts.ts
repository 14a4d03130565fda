import type { KubeObject, ObjectMeta } from '../../api/object.ts';

/** What expressions see of a namespace's metadata; its uid under the name that upstream declares. */
const VISIBLE = [
  'name',
  'generateName',
  'namespace',
  'labels',
  'annotations',
  'creationTimestamp',
  'deletionGracePeriodSeconds',
  'deletionTimestamp',
  'generation',
  'resourceVersion',
  'finalizers',
] as const satisfies readonly (keyof ObjectMeta)[];

/** The value of `namespaceObject`. */
export function namespaceFacts({ metadata, spec, status }: KubeObject): object {
  const visible = VISIBLE.filter((field) => metadata[field] !== undefined).map((field) => [field, metadata[field]]);
  return { metadata: { ...Object.fromEntries(visible), UID: metadata.uid }, spec: spec ?? {}, status: status ?? {} };
}
