/** A claim's two data source fields, `dataSource` and the newer `dataSourceRef`, are kept in step. */
import type { V1PersistentVolumeClaimSpec, V1TypedLocalObjectReference } from '../../../schema/generated/types.ts';

export function reconcileDataSources(
  spec: V1PersistentVolumeClaimSpec,
  old: V1PersistentVolumeClaimSpec | undefined,
): void {
  dropCrossNamespaceSource(spec, old);
  if (!old?.dataSource && !old?.dataSourceRef && !isClaimOrSnapshot(spec.dataSource)) delete spec.dataSource;
  copyToOther(spec);
}

/** Sources in other namespaces are an alpha feature of Kubernetes, off by default. */
function dropCrossNamespaceSource(
  spec: V1PersistentVolumeClaimSpec,
  old: V1PersistentVolumeClaimSpec | undefined,
): void {
  if (spec.dataSourceRef?.namespace && old?.dataSourceRef?.namespace === undefined) delete spec.dataSourceRef;
}

/** `dataSource` takes only these; what else a client writes there is ignored, as it has always been. */
function isClaimOrSnapshot(source: V1TypedLocalObjectReference | undefined): boolean {
  if (source?.kind === 'PersistentVolumeClaim') return !source.apiGroup;
  return source?.kind === 'VolumeSnapshot' && source.apiGroup === 'snapshot.storage.k8s.io';
}

function copyToOther(spec: V1PersistentVolumeClaimSpec): void {
  if (spec.dataSource && !spec.dataSourceRef) {
    spec.dataSourceRef = { ...spec.dataSource };
  } else if (spec.dataSourceRef && !spec.dataSource && !spec.dataSourceRef.namespace) {
    const { namespace: _none, ...source } = spec.dataSourceRef;
    spec.dataSource = source;
  }
}
