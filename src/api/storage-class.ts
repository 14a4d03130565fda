import type { KubeObject, ObjectMeta } from './object.ts';

const MARKS = ['storageclass.kubernetes.io/is-default-class', 'storageclass.beta.kubernetes.io/is-default-class'];

/** The class that claims without one get: of several that are marked, the newest, then the first by name. */
export function defaultStorageClass(classes: readonly KubeObject[]): KubeObject | undefined {
  const marked = classes.filter(({ metadata }) => MARKS.some((mark) => metadata.annotations?.[mark] === 'true'));
  return marked.sort(newestFirst)[0];
}

function newestFirst({ metadata: left }: KubeObject, { metadata: right }: KubeObject): number {
  const [ours, theirs] = [left.creationTimestamp ?? '', right.creationTimestamp ?? ''];
  if (ours !== theirs) return ours > theirs ? -1 : 1;
  return left.name! < right.name! ? -1 : 1;
}

/** What said so before there was a field; it still outweighs the field. */
export const BETA_STORAGE_CLASS_ANNOTATION = 'volume.beta.kubernetes.io/storage-class';

interface Classed {
  readonly metadata?: ObjectMeta | { readonly annotations?: Readonly<Record<string, string>> };
  readonly spec?: { readonly storageClassName?: string };
}

/** The name of its class; empty for none. */
export function storageClassOf({ metadata, spec }: Classed): string {
  return metadata?.annotations?.[BETA_STORAGE_CLASS_ANNOTATION] ?? spec?.storageClassName ?? '';
}

/** Whether it says anything of a class: also that it wants none. */
export function saysStorageClass({ metadata, spec }: Classed): boolean {
  return spec?.storageClassName !== undefined || metadata?.annotations?.[BETA_STORAGE_CLASS_ANNOTATION] !== undefined;
}
