import type { UsageEvaluator } from '../evaluator.ts';
import { claims } from './claims.ts';
import { objectCount } from './objects.ts';
import { pods } from './pods.ts';
import { resourceClaims } from './resource-claims.ts';
import { services } from './services.ts';

const SPECIAL: ReadonlyMap<string, UsageEvaluator> = new Map<string, UsageEvaluator>([
  ['/pods', pods],
  ['/services', services],
  ['/persistentvolumeclaims', claims],
  ['resource.k8s.io/resourceclaims', resourceClaims],
]);

const counted = new Map<string, UsageEvaluator>();

/** Of every resource that is stored in namespaces; the same one each time. */
export function evaluatorOf(group: string, resource: string): UsageEvaluator {
  const key = `${group}/${resource}`;
  let evaluator = SPECIAL.get(key) ?? counted.get(key);
  if (!evaluator) {
    evaluator = objectCount(group, resource);
    counted.set(key, evaluator);
  }
  return evaluator;
}
