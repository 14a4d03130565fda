/** What expressions of admission may speak of (k8s.io/apiserver/pkg/admission/plugin/cel). */
import { BOOL, DYN, listOf, mapOf, messageType, STRING } from '../../cel/check/types.ts';
import type { Environment } from '../../cel/environment.ts';
import { AUTHORIZER, RESOURCE_CHECK } from '../../cel/kubernetes/authorizer.ts';
import { messageTypes } from '../../cel/message-types.ts';
import { fromJson } from '../../cel/values/json.ts';
import type { Value } from '../../cel/values/value.ts';
import { FULL_ENVIRONMENT } from '../../schema/expression-environment.ts';
import type { AdmissionAttributes } from '../admission.ts';
import type { RequestFacts } from './request-facts.ts';

const REQUEST = messageType('kubernetes.AdmissionRequest');
const KIND = messageType('kubernetes.GroupVersionKind');
const RESOURCE = messageType('kubernetes.GroupVersionResource');
const USER = messageType('kubernetes.UserInfo');
const TEXTS = listOf(STRING);

const PROVIDER = messageTypes(
  [
    REQUEST,
    {
      kind: KIND,
      resource: RESOURCE,
      subResource: STRING,
      requestKind: KIND,
      requestResource: RESOURCE,
      requestSubResource: STRING,
      name: STRING,
      namespace: STRING,
      operation: STRING,
      userInfo: USER,
      dryRun: BOOL,
      options: DYN,
    },
  ],
  [KIND, { group: STRING, version: STRING, kind: STRING }],
  [RESOURCE, { group: STRING, version: STRING, resource: STRING }],
  [USER, { username: STRING, uid: STRING, groups: TEXTS, extra: mapOf(STRING, TEXTS) }],
);

/** The variables that every expression of admission has. */
export const REQUEST_ENVIRONMENT: Environment = FULL_ENVIRONMENT.extend({
  variables: { object: DYN, oldObject: DYN, request: REQUEST, namespaceObject: DYN },
  types: PROVIDER,
});

/** For those that may ask what somebody may do. */
export const ADMISSION_ENVIRONMENT: Environment = REQUEST_ENVIRONMENT.extend({
  variables: { authorizer: AUTHORIZER, 'authorizer.requestResource': RESOURCE_CHECK },
});

const REQUEST_JSON = { fields: PROVIDER, wholeNumbers: 'int' } as const;

/** The value of `request`: any number of expressions may look at it. */
export function requestValue(facts: RequestFacts, { dryRun, options }: AdmissionAttributes): Value {
  return fromJson({ ...facts, dryRun, options }, REQUEST, REQUEST_JSON) as Value;
}
