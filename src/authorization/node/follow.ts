/** Keeps the graph as the stored objects are. */
import type { KubeObject } from '../../api/object.ts';
import { Turns } from '../../util/turns.ts';
import type { NodeGraph } from './graph.ts';
import { podReferences } from './pod-references.ts';
import { type UseKey, useKey } from './use-key.ts';
import { claimOf, volumeSecrets } from './volume-references.ts';

/** One stored object at one revision. */
export interface StoredObject {
  readonly key: string;
  /** The wire JSON. */
  readonly bytes: Buffer;
  readonly object: KubeObject;
}

export interface StoredChange {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  readonly current: StoredObject;
}

/** The stored objects of one resource. */
export interface StoredResource {
  list(): readonly StoredObject[];
  /** Tells of every change after this call. @returns ends it */
  watch(listener: (change: StoredChange) => void): () => void;
}

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
export type FollowedObjects = Readonly<Record<FollowedResource, StoredResource>>;

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
  const started = names.map((name) => start({ graph, part: PARTS[name], onUnreadable }, objects[name]));
  return {
    synced: Promise.all(started.map(({ synced }) => synced)).then(() => {}),
    stop: () => {
      for (const { stop } of started) stop();
    },
  };
}

interface Target {
  readonly graph: NodeGraph;
  readonly part: Part;
  readonly onUnreadable: OnUnreadable;
}

function start(target: Target, resource: StoredResource) {
  const { graph, part } = target;
  // What has changed since the list was taken is newer than what the list says.
  const changed = new Set<string>();
  let isSynced = false;
  const stop = resource.watch(({ type, current }) => {
    if (!isSynced) changed.add(current.key);
    if (type === 'DELETED') part.delete(graph, current.object);
    else part.put(graph, current.object);
  });
  const synced = load(target, resource.list(), changed).finally(() => {
    isSynced = true;
    changed.clear();
  });
  return { synced, stop };
}

async function load(
  { graph, part, onUnreadable }: Target,
  listed: readonly StoredObject[],
  changed: ReadonlySet<string>,
): Promise<void> {
  const turns = new Turns();
  for (const { key, bytes } of listed) {
    if (turns.isOver) await turns.next();
    if (changed.has(key) || !bytes.includes(part.word)) continue;
    try {
      // Not `object`, which would be kept from then on: there may be a great many, of which little is needed.
      part.put(graph, JSON.parse(bytes.toString()));
    } catch (error) {
      onUnreadable(key, error);
    }
  }
}
