import type { KubeObject } from './object.ts';

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
