import type { Pods } from '../admission/plugins/endpoint-address-restriction/endpoint-address-restriction.ts';
import { PodAddresses } from '../admission/plugins/endpoint-address-restriction/pod-addresses.ts';
import type { Objects } from '../controllers/objects.ts';
import { keepInStep } from '../util/in-step.ts';
import { stored } from './stored.ts';

/** Follows what is stored for as long as the API is there. @param onUnreadable told of objects that cannot be read */
export function followPodAddresses(objects: Objects, onUnreadable: (key: string, error: unknown) => void): Pods {
  const addresses = new PodAddresses();
  const pods = keepInStep(stored(objects, '', 'pods'), {
    put: (pod) => addresses.putPod(pod),
    delete: (pod) => addresses.deletePod(pod),
    word: Buffer.from('"podIP'),
    onUnreadable,
  });
  const nodes = keepInStep(stored(objects, '', 'nodes'), {
    put: (node) => addresses.putNode(node),
    delete: (node) => addresses.deleteNode(node),
    word: Buffer.from('"podCIDR'),
    onUnreadable,
  });
  return {
    isForeign: (address, namespace) => addresses.isForeign(address, namespace),
    synced: Promise.all([pods.synced, nodes.synced]).then(() => {}),
  };
}
