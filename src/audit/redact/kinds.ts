/** What is recorded of the kinds that hold credentials. */
import { list, members, names, presence, type Shown, scalar } from './shown.ts';

export interface Kind {
  /** Of objects, of lists and tables of them, and of patches that look like them. */
  readonly object: Shown;
  /** Of DeleteOptions. */
  readonly deletion: Shown;
}

/**
 * Threat: JSON patches copy values to wherever a text may stand, annotations and labels first; kubectl keeps the whole
 * object in an annotation. Whatever a client is free to write shows its name alone.
 */
const METADATA = members({
  name: scalar,
  generateName: scalar,
  namespace: scalar,
  uid: scalar,
  resourceVersion: scalar,
  generation: scalar,
  creationTimestamp: scalar,
  deletionTimestamp: scalar,
  deletionGracePeriodSeconds: scalar,
  continue: scalar,
  remainingItemCount: scalar,
  labels: names,
  annotations: names,
});

const HEAD = { kind: scalar, apiVersion: scalar };

const DELETE_OPTIONS = members({
  ...HEAD,
  gracePeriodSeconds: scalar,
  propagationPolicy: scalar,
  orphanDependents: scalar,
  dryRun: list(scalar),
  preconditions: members({ uid: scalar, resourceVersion: scalar }),
});

function kind(shown: Readonly<Record<string, Shown>>): Kind {
  const object: Shown = members({
    ...HEAD,
    metadata: METADATA,
    ...shown,
    items: (value) => list(object)(value),
    rows: (value) => list(members({ object }))(value),
  });
  return { object, deletion: DELETE_OPTIONS };
}

export const SECRET = kind({ type: scalar, immutable: scalar, data: names, stringData: names });

export const TOKEN_REQUEST = kind({
  spec: members({
    audiences: list(scalar),
    expirationSeconds: scalar,
    boundObjectRef: members({ ...HEAD, name: scalar, uid: scalar }),
  }),
  status: members({ expirationTimestamp: scalar }),
});

export const TOKEN_REVIEW = kind({
  spec: members({ audiences: list(scalar) }),
  status: members({
    authenticated: scalar,
    user: members({ username: scalar, uid: scalar, groups: list(scalar), extra: names }),
    audiences: list(scalar),
    error: scalar,
  }),
});

/** RFC 6902. */
export const JSON_PATCH = list(members({ op: scalar, path: scalar, from: scalar, value: presence }));
