/** What asks why, and who: kinds that are answered and never stored. */
import { modelName, type OwnField, type OwnModel, ownModel } from './model.ts';

const VERSION = 'v1alpha1';
const model = (kind: string) => modelName(VERSION, kind);
const text = (description: string): OwnField => ({ type: 'string', description });

const TYPE_META: Readonly<Record<string, OwnField>> = {
  apiVersion: text('apiVersion is the version of the schema that this object is written in: group/version.'),
  kind: text('kind is the kind of this object, in CamelCase.'),
  metadata: { type: 'V1ObjectMeta', description: 'metadata is empty: these objects are not stored.' },
};

export const ACCESS: readonly OwnModel[] = [
  ownModel(
    VERSION,
    'AccessExplanation',
    'AccessExplanation asks whether somebody may do something, as a SubjectAccessReview does, and is answered why: the bindings and rules that allow it, or what is nearest to allowing it.',
    {
      ...TYPE_META,
      spec: { type: 'V1SubjectAccessReviewSpec', required: true, description: 'spec is the question.' },
      status: { type: model('AccessExplanationStatus'), description: 'status is the answer.' },
    },
  ),
  ownModel(VERSION, 'AccessExplanationStatus', 'AccessExplanationStatus says what was decided, and what by.', {
    allowed: { type: 'boolean', required: true, description: 'allowed is whether the action is allowed.' },
    reason: text('reason is what an access review says.'),
    evaluationError: text('evaluationError says what of the question could not be read.'),
    authorizers: {
      type: `Array<${model('AuthorizerOpinion')}>`,
      description: 'authorizers are those that were asked, in order; the last one decided.',
    },
    grants: { type: `Array<${model('AccessGrant')}>`, description: 'grants are the ways in which RBAC allows it.' },
    nearMisses: {
      type: `Array<${model('NearMiss')}>`,
      description: 'nearMisses are what would have allowed it, had one thing been otherwise; the nearest come first.',
    },
  }),
  ownModel(VERSION, 'AuthorizerOpinion', 'AuthorizerOpinion is what one authorizer said.', {
    authorizer: text('authorizer is its name.'),
    decision: text('decision is what it said.'),
    reason: text('reason is what it said beside.'),
  }),
  ownModel(VERSION, 'AccessGrant', 'AccessGrant is a rule that a binding gives to a subject.', {
    binding: { type: model('AccessObject'), description: 'binding is a ClusterRoleBinding or a RoleBinding.' },
    role: { type: model('AccessObject'), description: 'role is a ClusterRole or a Role.' },
    subject: { type: model('AccessSubject'), description: 'subject is the one of the binding that is meant.' },
    rule: { type: 'V1PolicyRule', description: 'rule is the one of the role that allows it.' },
  }),
  ownModel(VERSION, 'NearMiss', 'NearMiss is something that nearly allows what is asked.', {
    reason: text('reason is what is otherwise.'),
    message: text('message says it for people.'),
    binding: { type: model('AccessObject'), description: 'binding is a ClusterRoleBinding or a RoleBinding.' },
    role: { type: model('AccessObject'), description: 'role is a ClusterRole or a Role.' },
    subject: { type: model('AccessSubject'), description: 'subject is the one of the binding that is meant.' },
    rule: { type: 'V1PolicyRule', description: 'rule is the one of the role that nearly allows it.' },
  }),
  ownModel(VERSION, 'AccessObject', 'AccessObject names a role or a binding.', {
    kind: text('kind is the kind of the object.'),
    namespace: text('namespace is where it is; absent for those of the cluster.'),
    name: text('name is its name.'),
  }),
  ownModel(VERSION, 'AccessSubject', 'AccessSubject is a user, a group or a service account.', {
    kind: text('kind is what the name is of.'),
    namespace: text('namespace is that of a service account.'),
    name: text('name is its name.'),
  }),
  ownModel(
    VERSION,
    'AccessListing',
    'AccessListing asks who can do something, and is answered with everybody who can, and how: by what is granted to them, or by way of others whom they can become and roles that they can bind or write.',
    {
      ...TYPE_META,
      spec: { type: model('AccessListingSpec'), required: true, description: 'spec is the question.' },
      status: { type: model('AccessListingStatus'), description: 'status is the answer.' },
    },
  ),
  ownModel(
    VERSION,
    'AccessListingSpec',
    'AccessListingSpec says what is asked: about a resource or about a path, not both.',
    {
      resourceAttributes: { type: 'V1ResourceAttributes', description: 'resourceAttributes ask about a resource.' },
      nonResourceAttributes: {
        type: 'V1NonResourceAttributes',
        description: 'nonResourceAttributes ask about a path.',
      },
      limit: {
        type: 'number',
        format: 'int32',
        description: 'limit is how many holders to answer with. Default, and at most: 1000.',
      },
      continue: text('continue asks for what is behind an earlier answer: its status.continue.'),
    },
  ),
  ownModel(VERSION, 'AccessListingStatus', 'AccessListingStatus lists who can.', {
    holders: {
      type: `Array<${model('AccessHolder')}>`,
      description: 'holders are those who can; those who can directly come first.',
    },
    total: { type: 'number', format: 'int32', description: 'total is how many can, those of other pages included.' },
    continue: text('continue is set when there are more holders: another question with it is answered with those.'),
    incomplete: {
      type: 'boolean',
      description:
        'incomplete is true when there may be others: ways of more than 12 steps are not looked for, and a search has its limits.',
    },
  }),
  ownModel(VERSION, 'AccessHolder', 'AccessHolder is one who can, and the shortest way by which.', {
    subject: { type: model('AccessSubject'), description: 'subject is who can.' },
    steps: { type: `Array<${model('AccessStep')}>`, description: 'steps lead to it, the first one first.' },
  }),
  ownModel(VERSION, 'AccessStep', 'AccessStep is one step on the way to an access.', {
    way: text('way is how one comes there.'),
    message: text('message says it for people.'),
    as: { type: model('AccessSubject'), description: 'as is who one is after the step.' },
    grants: { type: `Array<${model('AccessGrant')}>`, description: 'grants are what the step rests on.' },
  }),
];
