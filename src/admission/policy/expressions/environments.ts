/** What expressions of policies may speak of beside what all expressions of admission may. */
import { DYN, INT, listOf, mapOf, messageType, STRING, TIMESTAMP, type Type } from '../../../cel/check/types.ts';
import type { Environment, TypeProvider } from '../../../cel/environment.ts';
import { messageTypes } from '../../../cel/message-types.ts';
import { fromJson } from '../../../cel/values/json.ts';
import type { Value } from '../../../cel/values/value.ts';
import { ADMISSION_ENVIRONMENT, REQUEST_ENVIRONMENT } from '../../expressions/environment.ts';
import { PATCH_LIBRARY, PATCH_TYPES } from './patch-types.ts';

const NAMESPACE = messageType('kubernetes.Namespace');
const METADATA = messageType('kubernetes.NamespaceMetadata');
const SPEC = messageType('kubernetes.NamespaceSpec');
const STATUS = messageType('kubernetes.NamespaceStatus');
const CONDITION = messageType('kubernetes.NamespaceCondition');
const TEXTS = listOf(STRING);

const NAMESPACE_TYPES = messageTypes(
  [NAMESPACE, { metadata: METADATA, spec: SPEC, status: STATUS }],
  [
    METADATA,
    {
      name: STRING,
      generateName: STRING,
      namespace: STRING,
      labels: mapOf(STRING, STRING),
      annotations: mapOf(STRING, STRING),
      UID: STRING,
      creationTimestamp: TIMESTAMP,
      deletionGracePeriodSeconds: INT,
      deletionTimestamp: TIMESTAMP,
      generation: INT,
      resourceVersion: STRING,
      finalizers: TEXTS,
    },
  ],
  [SPEC, { finalizers: TEXTS }],
  [STATUS, { conditions: listOf(CONDITION), phase: STRING }],
  [CONDITION, { status: STRING, type: STRING, lastTransitionTime: TIMESTAMP, message: STRING, reason: STRING }],
);

export interface EnvironmentOptions {
  /** Whether the policy takes parameters. */
  readonly hasParams: boolean;
  /** Whether expressions may ask what somebody may do; default: yes. */
  readonly hasAuthorizer?: boolean;
  /** Whether expressions say what is to be changed. */
  readonly patches?: boolean;
  /** What is known of objects and parameters; absent: they are dynamic. */
  readonly typed?: TypedVariables;
}

export interface TypedVariables {
  readonly object: Type;
  readonly params: Type | undefined;
  readonly types: TypeProvider;
}

export function policyEnvironment(options: EnvironmentOptions): Environment {
  const { hasParams, hasAuthorizer = true, patches = false, typed } = options;
  return (hasAuthorizer ? ADMISSION_ENVIRONMENT : REQUEST_ENVIRONMENT)
    .extend({
      variables: { namespaceObject: NAMESPACE, ...(hasParams && { params: typed?.params ?? DYN }) },
      types: NAMESPACE_TYPES,
    })
    .extend(patches ? { types: PATCH_TYPES, libraries: [PATCH_LIBRARY] } : {})
    .extend(typed ? { variables: { object: typed.object, oldObject: typed.object }, types: typed.types } : {});
}

const NAMESPACE_JSON = { fields: NAMESPACE_TYPES, wholeNumbers: 'int' } as const;

/** The value of `namespaceObject`: any number of expressions may look at it. */
export function namespaceValue(facts: object): Value {
  return fromJson(facts, NAMESPACE, NAMESPACE_JSON) as Value;
}
