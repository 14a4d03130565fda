import { PodAddresses } from '../admission/plugins/endpoint-address-restriction/pod-addresses.ts';
import type { KubeObject } from '../api/object.ts';
import type { Objects } from '../controllers/objects.ts';

/** Follows what is stored for as long as the API is there. */
export function followPodAddresses(objects: Objects): PodAddresses {
  const addresses = new PodAddresses();
  follow(objects, 'pods', (before, now) => addresses.updatePod(before, now));
  follow(objects, 'nodes', (before, now) => addresses.updateNode(before, now));
  return addresses;
}

type Update = (before: KubeObject | undefined, now: KubeObject | undefined) => void;

function follow(objects: Objects, name: string, update: Update): void {
  const resource = objects.resource('', name);
  objects.watch(resource, ({ type, current, previous }) =>
    update(previous?.object, type === 'DELETED' ? undefined : current.object),
  );
  for (const { object } of objects.list(resource)) update(undefined, object);
}
