/** What clients may leave out of a pod spec, wherever it stands (pkg/apis/core/v1/defaults.go). */

import { containersOf } from '../../../api/pods/containers-of.ts';
import type { V1PodSpec, V1PodTemplateSpec } from '../../../schema/generated/types.ts';
import type { AnyContainer } from './any-container.ts';
import { setContainerDefaults } from './container-defaults.ts';
import { roundUpRequirements, roundUpResources } from './resource-defaults.ts';
import { setVolumeDefaults } from './volume-defaults.ts';

const GRACE_SECONDS = 30;

export function setPodTemplateDefaults(template: V1PodTemplateSpec): void {
  template.metadata ??= {};
  template.spec ??= {};
  setPodSpecDefaults(template.spec);
}

export function setPodSpecDefaults(spec: V1PodSpec): void {
  dropUnservedFeatures(spec);
  spec.restartPolicy ||= 'Always';
  spec.dnsPolicy ||= 'ClusterFirst';
  spec.schedulerName ||= 'default-scheduler';
  spec.terminationGracePeriodSeconds ??= GRACE_SECONDS;
  spec.securityContext ??= {};
  mirrorServiceAccount(spec);
  roundUpResources(spec.overhead);
  roundUpRequirements(spec.resources);
  for (const container of containersOf(spec)) setContainerDefaults(container);
  for (const volume of spec.volumes ?? []) setVolumeDefaults(volume);
}

/** `serviceAccount` is the old name of `serviceAccountName`: both are always shown. */
function mirrorServiceAccount(spec: V1PodSpec): void {
  const name = spec.serviceAccountName || spec.serviceAccount;
  if (!name) return;
  spec.serviceAccountName = name;
  spec.serviceAccount = name;
}

/** Fields of features that are off by default at this level: as upstream, they are dropped in silence. */
function dropUnservedFeatures(spec: V1PodSpec): void {
  delete spec.schedulingGroup;
  for (const container of containersOf(spec)) dropStopSignal(container);
  for (const volume of spec.volumes ?? []) {
    for (const source of volume.projected?.sources ?? []) {
      delete source.clusterTrustBundle;
      delete source.podCertificate;
    }
  }
}

/** A lifecycle that said nothing else goes with it. */
function dropStopSignal(container: AnyContainer): void {
  const { lifecycle } = container;
  if (lifecycle?.stopSignal === undefined) return;
  delete lifecycle.stopSignal;
  if (!lifecycle.postStart && !lifecycle.preStop) delete container.lifecycle;
}
