import { NO_AMOUNTS } from '../amounts.ts';
import type { UsageEvaluator } from '../evaluator.ts';
import { claims } from './claims.ts';
import { objectCount } from './objects.ts';
import { pods } from './pods.ts';
import { resourceClaims } from './resource-claims.ts';
import { services } from './services.ts';

/** Events come and go by themselves: upstream has never counted them. */
const UNCOUNTED: UsageEvaluator = { usage: () => NO_AMOUNTS, counts: () => false };

const SPECIAL: ReadonlyMap<string, UsageEvaluator> = new Map<string, UsageEvaluator>([
  ['/pods', pods],
  ['/services', services],
  ['/persistentvolumeclaims', claims],
  ['resource.k8s.io/resourceclaims', resourceClaims],
  ['/events', UNCOUNTED],
  ['events.k8s.io/events', UNCOUNTED],
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
