import { modelName, type OwnField, type OwnModel, ownModel, ownTypeMeta } from './model.ts';

const VERSION = 'v1alpha1';
const model = (kind: string) => modelName(VERSION, kind);
const text = (description: string): OwnField => ({ type: 'string', description });
const required = (field: OwnField): OwnField => ({ ...field, required: true });
const list = (kind: string, description: string): OwnField => ({ type: `Array<${model(kind)}>`, description });
const texts = (description: string): OwnField => ({ type: 'Array<string>', description });
const EXTRA = 'extra are further facts about the user.';

/** Answered and never stored. */
export const ADMISSION_EXPLANATION: readonly OwnModel[] = [
  ownModel(
    VERSION,
    'AdmissionExplanation',
    'AdmissionExplanation asks what would become of an object that is written: it is sent through the whole server as a dry run, and the answer says layer by layer what was decided, what was changed, and by whom.',
    {
      ...ownTypeMeta,
      metadata: { type: 'V1ObjectMeta', description: 'metadata is empty: these objects are not stored.' },
      spec: { type: model('AdmissionExplanationSpec'), required: true, description: 'spec is the question.' },
      status: { type: model('AdmissionExplanationStatus'), description: 'status is the answer.' },
    },
  ),
  ownModel(VERSION, 'AdmissionExplanationSpec', 'AdmissionExplanationSpec says what would be written, and by whom.', {
    object: required({ type: 'any', description: 'object is a whole object of any kind that is stored.' }),
    user: text('user is whom to act as; who asks must be allowed to impersonate. Absent: who asks.'),
    groups: texts('groups are those that user is in.'),
    uid: text('uid is that of user.'),
    extra: { type: '{ [key: string]: Array<string>; }', description: EXTRA },
    namespace: text('namespace is for an object that names none. Default: default.'),
  }),
  ownModel(VERSION, 'AdmissionExplanationStatus', 'AdmissionExplanationStatus says what became of it.', {
    admitted: { type: 'boolean', required: true, description: 'admitted is whether it would be written.' },
    requester: required({ type: model('ExplainedUser'), description: 'requester is who asks.' }),
    user: { type: model('ExplainedUser'), description: 'user is for whom it was decided.' },
    request: required({ type: model('ExplainedRequest'), description: 'request is what was sent.' }),
    authorization: {
      type: model('AccessExplanationStatus'),
      description: 'authorization says why the user may, or may not.',
    },
    changes: required(list('ExplainedChange', 'changes are what was done to the object, in order.')),
    refusals: required(list('ExplainedRefusal', 'refusals are all that speaks against its being written.')),
    quotas: list('ExplainedQuota', 'quotas are those of the namespace that count the object.'),
    warnings: texts('warnings are what the answer would warn of.'),
    object: { type: 'any', description: 'object is what would be written.' },
  }),
  ownModel(VERSION, 'ExplainedUser', 'ExplainedUser is a user as the server knows him.', {
    username: required(text('username is the name.')),
    uid: text('uid is the id.'),
    groups: required(texts('groups are those that the user is in.')),
    extra: { type: '{ [key: string]: Array<string>; }', description: EXTRA },
    credentialID: text('credentialID names what it was proved by: X509SHA256=<fingerprint> or JTI=<token id>.'),
  }),
  ownModel(VERSION, 'ExplainedRequest', 'ExplainedRequest is the write that was tried.', {
    operation: required(text('operation is Create, or Apply where the object exists.')),
    group: required(text('group is the API group of the resource.')),
    version: required(text('version is the version of the resource.')),
    resource: required(text('resource is the name of the resource.')),
    namespace: text('namespace is where the object would be.'),
    name: text('name is that of the object.'),
  }),
  ownModel(VERSION, 'ExplainedChange', 'ExplainedChange is what one part of the server did to the object.', {
    by: required(text('by is Defaulting, or the admission plugin.')),
    author: text('author is the policy or webhook that the plugin acted for.'),
    patch: required(list('ExplainedOperation', 'patch is what changed, as a JSON patch.')),
  }),
  ownModel(VERSION, 'ExplainedOperation', 'ExplainedOperation is one operation of a JSON patch (RFC 6902).', {
    op: required(text('op is add, remove or replace.')),
    path: required(text('path is a JSON pointer.')),
    value: { type: 'any', description: 'value is what is there now.' },
    oldValue: { type: 'any', description: 'oldValue is what was there.' },
  }),
  ownModel(VERSION, 'ExplainedRefusal', 'ExplainedRefusal is where and why a write is refused.', {
    step: required(text('step is Impersonation, Authorization, Decoding, Admission, Validation or Storage.')),
    by: text('by is the admission plugin that refused.'),
    author: text('author is the policy with its binding, or the webhook, that the plugin acted for.'),
    code: required({ type: 'number', format: 'int32', description: 'code is that of HTTP.' }),
    reason: required(text('reason is that of the Status.')),
    message: required(text('message is that of the Status.')),
    causes: { type: 'Array<V1StatusCause>', description: 'causes are those of the Status.' },
    remedy: text('remedy says for people what would satisfy it.'),
  }),
  ownModel(VERSION, 'ExplainedQuota', 'ExplainedQuota is a ResourceQuota that counts the object.', {
    name: required(text('name is that of the ResourceQuota.')),
    resources: required(list('ExplainedQuotaAmount', 'resources are what it counts of the object.')),
  }),
  ownModel(VERSION, 'ExplainedQuotaAmount', 'ExplainedQuotaAmount is one amount of a quota.', {
    name: required(text('name is that of the resource: requests.cpu.')),
    requested: required(text('requested is what the object takes.')),
    used: required(text('used is what is taken already.')),
    hard: required(text('hard is what may be taken.')),
    left: required(text('left is what remains; negative where it is not enough.')),
  }),
];
