/**
 * The resources that are divided up between nodes: each sees what concerns it, and writes what is its own. What a
 * request brings along is not known here: that a node writes only its own pods, status, leases, … is for admission
 * (NodeRestriction).
 */
import type { Attributes, Decision } from '../authorizer.ts';
import type { NodeGraph } from './graph.ts';
import type { UsedKind } from './use-key.ts';

interface Question {
  readonly node: string;
  readonly attributes: Attributes;
  readonly graph: NodeGraph;
}

type Rule = (question: Question) => Decision;

export const ALLOWED: Decision = { outcome: 'allow', reason: '' };
const LEASE_NAMESPACE = 'kube-node-lease';
const OWN_VERBS = ['get', 'create', 'update', 'patch', 'delete'];

export function noOpinion(reason: string): Decision {
  return { outcome: 'no-opinion', reason };
}

/** @returns a rule that demands all of these, in order, and then asks `last` */
function demand(
  demands: readonly (readonly [reason: string, holds: (question: Question) => boolean])[],
  last: Rule,
): Rule {
  const checks = demands.map(([reason, holds]) => ({ holds, refusal: noOpinion(reason) }));
  return (question) => checks.find(({ holds }) => !holds(question))?.refusal ?? last(question);
}

const allow: Rule = () => ALLOWED;
const silent: Rule = () => noOpinion('');
const isVerb =
  (...verbs: readonly string[]) =>
  ({ attributes }: Question) =>
    verbs.includes(attributes.verb);
const isWhole = ({ attributes }: Question) => attributes.subresource === '';
const isNamed = ({ attributes }: Question) => attributes.name !== '';
/** Names are not known when something is created; admission sees them. */
const isOwn = ({ attributes, node }: Question) => attributes.verb === 'create' || attributes.name === node;

/** @param rules by verbs, separated by spaces */
function byVerb(rules: Readonly<Record<string, Rule>>, otherwise: Rule = silent): Rule {
  const table = new Map<string, Rule>();
  for (const [verbs, rule] of Object.entries(rules)) for (const verb of verbs.split(' ')) table.set(verb, rule);
  return (question) => (table.get(question.attributes.verb) ?? otherwise)(question);
}

function bySubresource(rules: Readonly<Record<string, Rule>>): Rule {
  const table = new Map(Object.entries(rules));
  return (question) => (table.get(question.attributes.subresource) ?? silent)(question);
}

/** Whether it has to do with what runs on the node. */
function concerning(kind: UsedKind): Rule {
  return demand([['No Object name found', isNamed]], ({ node, attributes: { namespace, name }, graph }) =>
    graph.concerns(node, kind, namespace, name)
      ? ALLOWED
      : noOpinion(`no relationship found between node '${node}' and this object`),
  );
}

function get(kind: UsedKind): Rule {
  return demand(
    [
      ['can only get individual resources of this type', isVerb('get')],
      ['cannot get subresource', isWhole],
    ],
    concerning(kind),
  );
}

function readNamespaced(kind: UsedKind): Rule {
  return demand(
    [
      ['can only read resources of this type', isVerb('get', 'list', 'watch')],
      ['cannot read subresource', isWhole],
      ['can only read namespaced object of this type', ({ attributes }) => attributes.namespace !== ''],
    ],
    concerning(kind),
  );
}

const updateClaimStatus = demand(
  [['can only get/update/patch this type', isVerb('update', 'patch')]],
  concerning('persistentvolumeclaim'),
);
const getClaim = get('persistentvolumeclaim');

const readServiceAccount = readNamespaced('serviceaccount');
const createToken = demand(
  [
    [
      'can only create tokens for individual service accounts',
      ({ attributes }) => attributes.verb === 'create' && attributes.name !== '',
    ],
    ['can only create token subresource of serviceaccount', ({ attributes }) => attributes.subresource === 'token'],
  ],
  concerning('serviceaccount'),
);

const lease = demand(
  [
    ['can only get, create, update, patch, or delete a node lease', isVerb(...OWN_VERBS)],
    [
      `can only access leases in the "${LEASE_NAMESPACE}" system namespace`,
      ({ attributes }) => attributes.namespace === LEASE_NAMESPACE,
    ],
    ['can only access node lease with the same name as the requesting node', isOwn],
  ],
  allow,
);

const csiNode = demand(
  [
    ['can only get, create, update, patch, or delete a CSINode', isVerb(...OWN_VERBS)],
    ['cannot authorize CSINode subresources', isWhole],
    ['can only access CSINode with the same name as the requesting node', isOwn],
  ],
  allow,
);

/** Whether only objects that have the node's name in the field can be part of the answer. */
function selects({ attributes, node }: Question, field: string): boolean {
  return (attributes.fieldSelector ?? []).some(
    ({ key, operator, values }) => key === field && operator === 'In' && values.length === 1 && values[0] === node,
  );
}

const ownSlice = concerning('resourceslice');
const slicesOfNode = demand(
  [
    [
      'can only list/watch/deletecollection resourceslices with nodeName field selector',
      (question) => selects(question, 'spec.nodeName'),
    ],
  ],
  allow,
);
const resourceSlice = demand(
  [['cannot authorize ResourceSlice subresources', isWhole]],
  byVerb({ create: allow, 'get update patch delete': ownSlice, 'list watch deletecollection': slicesOfNode }, () =>
    noOpinion(
      'only the following verbs are allowed for a ResourceSlice: get, watch, list, create, update, patch, delete, deletecollection',
    ),
  ),
);

const readNode: Rule = ({ node, attributes: { name } }) => {
  // By its name, not by the graph: kubelets ask for their node before there is one.
  if (name === node) return ALLOWED;
  return noOpinion(
    name === ''
      ? `node '${node}' cannot read all nodes, only its own Node object`
      : `node '${node}' cannot read '${name}', only its own Node object`,
  );
};
const node = bySubresource({
  '': byVerb({ 'create update patch': allow, 'get list watch': readNode }),
  status: byVerb({ 'update patch': allow }),
});

const onePod = concerning('pod');
const listPods: Rule = (question) => {
  if (selects(question, 'spec.nodeName')) return ALLOWED;
  if (isNamed(question)) return onePod(question);
  return noOpinion('can only list/watch pods with spec.nodeName field selector');
};
const pod = bySubresource({
  // Creating and deleting is for mirror pods.
  '': byVerb({ get: get('pod'), 'list watch': listPods, 'create delete': allow }),
  status: byVerb({ 'update patch': allow }),
  eviction: byVerb({ create: allow }),
});

/** By `resource.group`. */
export const RESOURCE_RULES: ReadonlyMap<string, Rule> = new Map<string, Rule>([
  ['secrets.', readNamespaced('secret')],
  ['configmaps.', readNamespaced('configmap')],
  [
    'persistentvolumeclaims.',
    (question) => (question.attributes.subresource === 'status' ? updateClaimStatus(question) : getClaim(question)),
  ],
  ['persistentvolumes.', get('persistentvolume')],
  ['resourceclaims.resource.k8s.io', get('resourceclaim')],
  ['volumeattachments.storage.k8s.io', get('volumeattachment')],
  [
    'serviceaccounts.',
    (question) =>
      question.attributes.verb === 'get' && isWhole(question) ? readServiceAccount(question) : createToken(question),
  ],
  ['leases.coordination.k8s.io', lease],
  ['csinodes.storage.k8s.io', csiNode],
  ['resourceslices.resource.k8s.io', resourceSlice],
  ['nodes.', node],
  ['pods.', pod],
]);
