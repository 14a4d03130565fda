import type { GroupVersionKind } from '../api/object.ts';
import { MODEL_OF_DEFINITION } from './definition-names.ts';

/** Groups whose Go package is not `io.k8s.api.<first label of the group>`. */
const PACKAGES: ReadonlyMap<string, string> = new Map([
  ['', 'io.k8s.api.core'],
  ['allium.dev', 'dev.allium'],
  ['apiextensions.k8s.io', 'io.k8s.apiextensions-apiserver.pkg.apis.apiextensions'],
  ['apiregistration.k8s.io', 'io.k8s.kube-aggregator.pkg.apis.apiregistration'],
]);

/** The typed model of a built-in kind, for `schemaOf`: `V1Deployment`. Undefined for kinds that have none (PodExecOptions). */
export function modelOf({ group, version, kind }: GroupVersionKind): string | undefined {
  const goPackage = PACKAGES.get(group) ?? `io.k8s.api.${group.split('.')[0]}`;
  return MODEL_OF_DEFINITION.get(`${goPackage}.${version}.${kind}`);
}
