/** What kinds of objects a node may have to do with because of what runs on it. */
export type UsedKind =
  | 'configmap'
  | 'persistentvolume'
  | 'persistentvolumeclaim'
  | 'pod'
  | 'resourceclaim'
  | 'resourceslice'
  | 'secret'
  | 'serviceaccount'
  | 'volumeattachment';

/** Names one object among all kinds. */
export type UseKey = string;

/** Without ambiguity whatever the strings hold: those of access reviews are not checked. */
export function useKey(kind: UsedKind, namespace: string, name: string): UseKey {
  return `${kind}/${namespace.length}/${namespace}/${name}`;
}
