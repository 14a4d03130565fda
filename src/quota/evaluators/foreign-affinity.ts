import type { V1PodAffinityTerm, V1PodSpec } from '../../schema/generated/types.ts';

/** Whether pods of other namespaces have a say in where this one goes. */
export function usesForeignAffinity({ affinity }: V1PodSpec): boolean {
  return [affinity?.podAffinity, affinity?.podAntiAffinity].some((each) => {
    const required = each?.requiredDuringSchedulingIgnoredDuringExecution ?? [];
    const preferred = each?.preferredDuringSchedulingIgnoredDuringExecution ?? [];
    return [...required, ...preferred.map(({ podAffinityTerm }) => podAffinityTerm)].some(isForeign);
  });
}

function isForeign(term: V1PodAffinityTerm | undefined): boolean {
  return (term?.namespaces?.length ?? 0) > 0 || term?.namespaceSelector !== undefined;
}
