/** Keeps the graph as the stored objects are. */
import type { KubeObject } from '../../api/object.ts';
import { keepInStep, type StoredResource } from '../../util/in-step.ts';
import type { NodeGraph } from './graph.ts';
import { podReferences } from './pod-references.ts';
import { type UseKey, useKey } from './use-key.ts';
import { claimOf, volumeSecrets } from './volume-references.ts';

export type OnUnreadable = (key: string, error: unknown) => void;

export interface Following {
  readonly synced: Promise<void>;
  stop(): void;
}

/** What the graph is made of. */
export const FOLLOWED = {
  pods: { group: '' },
  persistentvolumes: { group: '' },
  volumeattachments: { group: 'storage.k8s.io' },
  resourceslices: { group: 'resource.k8s.io' },
} as const;

export type FollowedResource = keyof typeof FOLLOWED;
export type FollowedObjects = Readonly<Record<FollowedResource, StoredResource<KubeObject>>>;

interface Part {
  put(graph: NodeGraph, object: KubeObject): void;
  delete(graph: NodeGraph, object: KubeObject): void;
  /** In the bytes of every object that puts anything into the graph. */
  readonly word: Buffer;
}

function placed(keyOf: (object: KubeObject) => UseKey, nodeOf: (object: KubeObject) => string | undefined): Part {
  return {
    put: (graph, object) => graph.place(keyOf(object), nodeOf(object) ?? ''),
    delete: (graph, object) => graph.remove(keyOf(object)),
    word: Buffer.from('"nodeName":'),
  };
}

const podKey = ({ metadata }: KubeObject) => useKey('pod', metadata.namespace ?? '', metadata.name!);
const volumeKey = ({ metadata }: KubeObject) => useKey('persistentvolume', '', metadata.name!);

const PARTS: Readonly<Record<FollowedResource, Part>> = {
  pods: {
    ...placed(podKey, () => undefined),
    put(graph, pod) {
      const node: string = pod.spec?.nodeName ?? '';
      graph.place(podKey(pod), node, node === '' ? [] : podReferences(pod));
    },
  },
  persistentvolumes: {
    put: (graph, volume) => graph.bind(volumeKey(volume), claimOf(volume), volumeSecrets(volume)),
    delete: (graph, volume) => graph.unbind(volumeKey(volume)),
    word: Buffer.from('"claimRef":'),
  },
  volumeattachments: placed(
    ({ metadata }) => useKey('volumeattachment', '', metadata.name!),
    ({ spec }) => spec?.nodeName,
  ),
  resourceslices: placed(
    ({ metadata }) => useKey('resourceslice', '', metadata.name!),
    ({ spec }) => spec?.nodeName,
  ),
};

/**
 * @param onUnreadable told of what cannot be read, which then gives nobody anything
 * @returns `synced` resolves when the graph holds everything that is stored
 */
export function follow(graph: NodeGraph, objects: FollowedObjects, onUnreadable: OnUnreadable): Following {
  const names = Object.keys(PARTS) as FollowedResource[];
  const started = names.map((name) => {
    const { put, delete: remove, word } = PARTS[name];
    const follower = { put: (object: KubeObject) => put(graph, object), word, onUnreadable };
    return keepInStep(objects[name], { ...follower, delete: (object) => remove(graph, object) });
  });
  return {
    synced: Promise.all(started.map(({ synced }) => synced)).then(() => {}),
    stop: () => {
      for (const { stop } of started) stop();
    },
  };
}
