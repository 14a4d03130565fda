import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { V1NodeSelectorRequirement, V1PodSpec } from '../../../schema/generated/types.ts';
import { app } from '../pod-spec/testing/pod-cases.ts';
import type { Pod } from './pod.ts';
import { pods } from './pods.ts';
import { changedPod, createdPod } from './testing.ts';

const ONLY =
  'pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)';

type Change = (spec: V1PodSpec, pod: Pod) => void;
type Case = readonly [name: string, before: Change, change: Change, ...errors: string[]];

const nothing: Change = () => {};

const CASES: Case[] = [
  ['nothing changes', nothing, nothing],
  [
    'images, a deadline and tolerations may change',
    (spec) => {
      spec.initContainers = [{ name: 'init', image: 'i:1' }];
      spec.tolerations = [{ key: 'a', operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 5 }];
    },
    (spec) => {
      app(spec).image = 'app:2';
      spec.initContainers![0]!.image = 'i:2';
      spec.activeDeadlineSeconds = 5;
      spec.tolerations![0]!.tolerationSeconds = 6;
      spec.tolerations!.push({ key: 'b', operator: 'Exists' });
    },
  ],
  [
    'anything else may not',
    nothing,
    (spec) => {
      spec.hostname = 'h';
      app(spec).command = ['sh'];
    },
    `spec: Forbidden: ${ONLY}\n+ containers[0].command: ["sh"]\n+ hostname: "h"`,
  ],
  [
    'a node is chosen by binding, not by an update',
    nothing,
    (spec) => {
      spec.nodeName = 'n1';
    },
    `spec: Forbidden: ${ONLY}\n+ nodeName: "n1"`,
  ],
  [
    'containers stay',
    nothing,
    (spec) => {
      spec.containers!.push({ name: 'b', image: 'b:1' });
    },
    'spec.containers: Forbidden: pod updates may not add or remove containers',
  ],
  [
    'a deadline comes nearer',
    (spec) => {
      spec.activeDeadlineSeconds = 10;
    },
    (spec) => {
      spec.activeDeadlineSeconds = 11;
    },
    'spec.activeDeadlineSeconds: Invalid value: 11: must be less than or equal to previous value',
  ],
  [
    'a deadline stays',
    (spec) => {
      spec.activeDeadlineSeconds = 10;
    },
    (spec) => {
      delete spec.activeDeadlineSeconds;
    },
    'spec.activeDeadlineSeconds: Invalid value: null: must not update from a positive integer to nil value',
  ],
  [
    'tolerations stay',
    (spec) => {
      spec.tolerations = [{ key: 'a', operator: 'Exists' }];
    },
    (spec) => {
      spec.tolerations = [{ key: 'a', operator: 'Exists', effect: 'NoSchedule' }];
    },
    'spec.tolerations: Forbidden: existing toleration can not be modified except its tolerationSeconds',
  ],
  [
    'a negative grace period may become 1',
    (spec) => {
      spec.terminationGracePeriodSeconds = -5;
    },
    (spec) => {
      spec.terminationGracePeriodSeconds = 1;
    },
  ],
  [
    'a grace period may not change otherwise',
    nothing,
    (spec) => {
      spec.terminationGracePeriodSeconds = 1;
    },
    `spec: Forbidden: ${ONLY}\n- terminationGracePeriodSeconds: 30\n+ terminationGracePeriodSeconds: 1`,
  ],
  [
    'gates go',
    (spec) => {
      spec.schedulingGates = [{ name: 'a' }, { name: 'b' }];
    },
    (spec) => {
      spec.schedulingGates = [{ name: 'b' }];
    },
  ],
  [
    'gates do not come',
    nothing,
    (spec) => {
      spec.schedulingGates = [{ name: 'a' }];
    },
    "spec.schedulingGates[0].name: Forbidden: only deletion is allowed, but found new scheduling gate 'a'",
  ],
  [
    'annotations that were read at the start stay',
    nothing,
    (_spec, pod) => {
      pod.metadata.annotations = {
        'container.apparmor.security.beta.kubernetes.io/app': 'unconfined',
        free: 'to change',
      };
    },
    'metadata.annotations[container.apparmor.security.beta.kubernetes.io/app]: Forbidden: may not add AppArmor annotations',
  ],
];

const REQUIRED = 'requiredDuringSchedulingIgnoredDuringExecution';
const nodes = (...matchExpressions: V1NodeSelectorRequirement[]) => ({
  nodeAffinity: { [REQUIRED]: { nodeSelectorTerms: [{ matchExpressions }] } },
});
const has = (key: string) => ({ key, operator: 'Exists' });
const gated: Change = (spec) => {
  spec.schedulingGates = [{ name: 'g' }];
  spec.nodeSelector = { a: '1' };
  spec.affinity = nodes(has('a'));
};

const GATED: Case[] = [
  [
    'a gated pod may be pickier',
    gated,
    (spec) => {
      spec.nodeSelector = { a: '1', b: '2' };
      spec.affinity = nodes(has('a'), has('b'));
    },
  ],
  [
    'a gated pod may begin to be picky',
    (spec) => {
      spec.schedulingGates = [{ name: 'g' }];
    },
    (spec) => {
      spec.nodeSelector = { b: '2' };
      spec.affinity = nodes(has('b'));
    },
  ],
  [
    'a gated pod may not be less picky',
    gated,
    (spec) => {
      spec.nodeSelector = { a: '2' };
      spec.affinity = nodes(has('b'));
    },
    'spec.nodeSelector: Invalid value: {"a":"2"}: only additions to spec.nodeSelector are allowed (no mutations or deletions)',
    `spec.affinity.nodeAffinity.${REQUIRED}.nodeSelectorTerms[0]: Invalid value: {"matchExpressions":[{"key":"b","operator":"Exists"}]}: only additions are allowed (no mutations or deletions)`,
  ],
  [
    'alternatives are neither added nor dropped',
    gated,
    (spec) => {
      delete spec.affinity;
    },
    `spec.affinity.nodeAffinity.${REQUIRED}.nodeSelectorTerms: Invalid value: []: no additions/deletions to non-empty NodeSelectorTerms list are allowed`,
  ],
  [
    'the company of other pods stays as it was',
    gated,
    (spec) => {
      spec.affinity!.podAffinity = { [REQUIRED]: [{ topologyKey: 'z', labelSelector: {} }] };
    },
    `spec: Forbidden: ${ONLY}\n+ affinity.podAffinity: {"${REQUIRED}":[{"topologyKey":"z","labelSelector":{}}]}`,
  ],
];

for (const [name, before, change, ...expected] of [...CASES, ...GATED]) {
  test(name, () => {
    const old = createdPod(before);
    assert.deepEqual(pods.strategy.validateUpdate!(changedPod(old, change), old).map(String), expected);
  });
}

test('an update keeps the status', () => {
  const old = createdPod();
  const pod = changedPod(old, (_spec, changed) => {
    changed.status = { phase: 'Failed' };
  });
  pods.strategy.prepareForUpdate!(pod, old, { now: '', user: { name: 'jane', groups: [] } });
  assert.equal(pod.status!.phase, 'Pending');
});

const GRACE: [name: string, change: Change, requested: number | undefined, expected: number][] = [
  ['no node', nothing, 60, 0],
  ['a node', (spec) => Object.assign(spec, { nodeName: 'n' }), undefined, 30],
  ['as requested', (spec) => Object.assign(spec, { nodeName: 'n' }), 5, 5],
  ['at once', (spec) => Object.assign(spec, { nodeName: 'n' }), 0, 0],
  ['negative', (spec) => Object.assign(spec, { nodeName: 'n', terminationGracePeriodSeconds: -3 }), undefined, 1],
];
for (const [name, change, requested, expected] of GRACE) {
  test(`grace on deletion, ${name}: ${expected}`, () => {
    assert.equal(pods.strategy.gracePeriodSeconds!(createdPod(change), requested), expected);
  });
}

test('what has ended needs no grace', () => {
  const pod = createdPod((spec) => {
    spec.nodeName = 'n';
  });
  pod.status!.phase = 'Failed';
  assert.equal(pods.strategy.gracePeriodSeconds!(pod, 30), 0);
});
