import { type FieldError, invalidValue, notSupported, path, required } from '../../api/field.ts';
import { isDns1123Subdomain } from '../../api/names.ts';
import type { KubeObject } from '../../api/object.ts';
import type { V1FlowSchema } from '../../schema/generated/types.ts';
import { defineResource } from '../resource.ts';
import { keepMetadata } from '../status-metadata.ts';
import { validateName } from '../validation/common.ts';
import { validateConditionTypes } from './conditions.ts';
import { goDistinguisher } from './go-values.ts';
import { validateFixedSchema } from './mandatory.ts';
import { validatePolicyRules } from './policy-rules.ts';

type FlowSchema = V1FlowSchema & KubeObject;

const DISTINGUISHERS = ['ByNamespace', 'ByUser'];
const DEFAULT_PRECEDENCE = 1000;
const MAX_PRECEDENCE = 10_000;
const SPEC = path('spec');

function validatePrecedence(precedence: number, name: string): FieldError[] {
  const at = SPEC.child('matchingPrecedence');
  if (precedence <= 0) return [invalidValue(at, precedence, 'must be a positive value')];
  if (precedence > MAX_PRECEDENCE) {
    return [invalidValue(at, precedence, `must not be greater than ${MAX_PRECEDENCE}`)];
  }
  if (precedence > 1 || name === 'exempt') return [];
  return [invalidValue(at, precedence, "only the schema named 'exempt' may have matchingPrecedence 1")];
}

function validateLevel(name: string | undefined): FieldError[] {
  const at = SPEC.child('priorityLevelConfiguration', 'name');
  return name ? validateName(name, isDns1123Subdomain, at) : [required(at, 'must reference a priority level')];
}

function validate({ metadata, spec = {}, status }: FlowSchema): FieldError[] {
  const name = metadata.name ?? '';
  const distinguisher = spec.distinguisherMethod;
  const errors = validatePrecedence(spec.matchingPrecedence ?? 0, name);
  if (distinguisher && !DISTINGUISHERS.includes(distinguisher.type ?? '')) {
    // Upstream shows the whole method for its type.
    errors.push(
      notSupported(SPEC.child('distinguisherMethod', 'type'), goDistinguisher(distinguisher), DISTINGUISHERS),
    );
  }
  return [
    ...errors,
    ...validateLevel(spec.priorityLevelConfiguration?.name),
    ...(spec.rules ?? []).flatMap((rules, at) => validatePolicyRules(rules, SPEC.child('rules').index(at))),
    ...validateFixedSchema(name, spec),
    ...validateConditionTypes(status?.conditions),
  ];
}

export const flowSchemas = defineResource<FlowSchema>({
  group: 'flowcontrol.apiserver.k8s.io',
  name: 'flowschemas',
  kind: 'FlowSchema',
  namespaced: false,
  strategy: {
    defaults(schema) {
      schema.spec ??= {};
      schema.spec.matchingPrecedence ||= DEFAULT_PRECEDENCE;
    },
    prepareForCreate(schema) {
      schema.status = {};
    },
    prepareForUpdate(schema, old) {
      schema.status = old.status ?? {};
    },
    validate,
    validateUpdate: validate,
    tracksGeneration: true,
  },
  status: {
    prepareForUpdate(schema, old) {
      schema.spec = old.spec ?? {};
      keepMetadata(schema, old);
    },
    validateUpdate: ({ status }) => validateConditionTypes(status?.conditions),
  },
});
