/** Audit policy files (audit.k8s.io/v1 Policy). */

import { type FieldError, type FieldPath, invalidValue, notSupported, path, required } from '../../api/field.ts';
import { AUDIT_STAGES, LEVELS } from '../../audit/event.ts';
import type { Policy } from '../../audit/policy/policy.ts';
import { ConfigError } from '../errors.ts';
import { decodeFile, type FileKind } from '../files/decode.ts';
import { FLAG, listOf, optional, struct, TEXT } from '../files/struct.ts';

const TEXTS = listOf(TEXT);
const GROUP_RESOURCES = struct('GroupResources', { group: TEXT, resources: TEXTS, resourceNames: TEXTS });
const RULE = struct('PolicyRule', {
  level: TEXT,
  users: TEXTS,
  userGroups: TEXTS,
  verbs: TEXTS,
  resources: listOf(GROUP_RESOURCES),
  namespaces: TEXTS,
  nonResourceURLs: TEXTS,
  omitStages: TEXTS,
  omitManagedFields: optional(FLAG),
});

const KIND: FileKind = {
  kind: 'Policy',
  apiVersions: ['audit.k8s.io/v1'],
  schema: struct('Policy', {
    metadata: optional({ kind: 'any', definition: 'v1.ObjectMeta' }),
    rules: listOf(RULE),
    omitStages: TEXTS,
    omitManagedFields: FLAG,
  }),
};

/** Before it is known to be one. */
type Decoded = { readonly [K in keyof Policy]: K extends 'rules' ? readonly DecodedRule[] : Policy[K] };
type DecodedRule = Omit<Policy['rules'][number], 'level'> & { readonly level: string };

/** @throws ConfigError with all that is wrong with it */
export async function readAuditPolicy(content: Buffer): Promise<Policy> {
  const policy = (await decodeFile(content, KIND)) as Decoded;
  if (policy.rules.length === 0) throw new ConfigError('loaded illegal policy with 0 rules');
  const errors = [
    ...stageErrors(policy.omitStages, path('omitStages')),
    ...policy.rules.flatMap((rule, index) => ruleErrors(rule, path('rules').index(index))),
  ];
  if (errors.length === 0) return policy as Policy;
  throw new ConfigError(errors.length === 1 ? String(errors[0]) : `[${errors.join(', ')}]`);
}

function ruleErrors(rule: DecodedRule, at: FieldPath): FieldError[] {
  return [
    ...levelErrors(rule.level, at.child('level')),
    ...urlErrors(rule, at),
    ...rule.resources.flatMap((each, index) => resourceErrors(each, at.child('resources').index(index))),
    ...stageErrors(rule.omitStages, at.child('omitStages')),
  ];
}

function levelErrors(level: string, at: FieldPath): FieldError[] {
  if (level === '') return [required(at)];
  return (LEVELS as readonly string[]).includes(level) ? [] : [notSupported(at, level, LEVELS)];
}

function stageErrors(stages: readonly string[], at: FieldPath): FieldError[] {
  const known: readonly string[] = AUDIT_STAGES;
  return stages.flatMap((stage, index) => (known.includes(stage) ? [] : [notSupported(at.index(index), stage, known)]));
}

function urlErrors({ nonResourceURLs, resources, namespaces }: DecodedRule, at: FieldPath): FieldError[] {
  if (nonResourceURLs.length === 0) return [];
  const urls = at.child('nonResourceURLs');
  const errors = nonResourceURLs.flatMap((url, index) => urlError(url, urls.index(index)));
  if (resources.length === 0 && namespaces.length === 0) return errors;
  return [
    invalidValue(urls, [...nonResourceURLs], 'rules cannot apply to both regular resources and non-resource URLs'),
    ...errors,
  ];
}

function urlError(url: string, at: FieldPath): FieldError[] {
  if (url === '*') return [];
  if (!url.startsWith('/')) return [invalidValue(at, url, "non-resource URL rules must begin with a '/' character")];
  if (!url.slice(0, -1).includes('*')) return [];
  return [invalidValue(at, url, "non-resource URL wildcards '*' must be the final character of the rule")];
}

type GroupResources = DecodedRule['resources'][number];

function resourceErrors({ resources, resourceNames }: GroupResources, at: FieldPath): FieldError[] {
  if (resourceNames.length === 0 || resources.length > 0) return [];
  const detail = 'using resourceNames requires at least one resource';
  return [invalidValue(at.child('resourceNames'), [...resourceNames], detail)];
}
