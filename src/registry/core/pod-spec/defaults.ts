import type { V1PodSpec, V1PodTemplateSpec } from '../../../schema/generated/types.ts';

export function setPodTemplateDefaults(template: V1PodTemplateSpec): void {
  template.spec ??= {};
  setPodSpecDefaults(template.spec);
}

/** What every pod spec gets, alone or in a template. */
export function setPodSpecDefaults(spec: V1PodSpec): void {
  spec.restartPolicy ??= 'Always';
  spec.dnsPolicy ??= 'ClusterFirst';
  spec.schedulerName ??= 'default-scheduler';
  spec.terminationGracePeriodSeconds ??= 30;
  spec.securityContext ??= {};
}
