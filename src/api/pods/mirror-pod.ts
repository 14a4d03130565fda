/** Pods that a kubelet makes to show what it runs by itself: they say nothing that it may not have made up. */
export const MIRROR_ANNOTATION = 'kubernetes.io/config.mirror';

export function isMirrorPod({ metadata }: { metadata?: { annotations?: Record<string, string> } }): boolean {
  return metadata?.annotations !== undefined && Object.hasOwn(metadata.annotations, MIRROR_ANNOTATION);
}
