/** Audit policy files (audit.k8s.io/v1 Policy). */

import { type FieldError, type FieldPath, invalidValue, notSupported, path, required } from '../../api/field.ts';
import { isDns1123Subdomain } from '../../api/names.ts';
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

/**
 * Messages and their paths are upstream's. Unlike there, unknown fields are refused: a policy that says something else
 * than was meant loses evidence.
 * @throws ConfigError with all that is wrong with it
 */
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
    ...rule.nonResourceURLs.flatMap((url, index) => urlErrors(url, at.child('nonResourceURLs').index(index))),
    ...rule.resources.flatMap((each) => resourceErrors(each, at.child('resources'))),
    ...stageErrors(rule.omitStages, at.child('omitStages')),
    ...mixtureErrors(rule, at.child('nonResourceURLs')),
  ];
}

function levelErrors(level: string, at: FieldPath): FieldError[] {
  if (level === '') return [required(at)];
  return (LEVELS as readonly string[]).includes(level) ? [] : [notSupported(at, level, LEVELS)];
}

function stageErrors(stages: readonly string[], at: FieldPath): FieldError[] {
  const known: readonly string[] = AUDIT_STAGES;
  const detail = `allowed stages are ${known.join(',')}`;
  return stages.flatMap((stage, index) =>
    known.includes(stage) ? [] : [invalidValue(at.index(index), stage, detail)],
  );
}

function mixtureErrors({ nonResourceURLs, resources, namespaces }: DecodedRule, at: FieldPath): FieldError[] {
  if (nonResourceURLs.length === 0 || (resources.length === 0 && namespaces.length === 0)) return [];
  const detail = 'rules cannot apply to both regular resources and non-resource URLs';
  return [invalidValue(at, [...nonResourceURLs], detail)];
}

function urlErrors(url: string, at: FieldPath): FieldError[] {
  if (url === '*') return [];
  const begins = "non-resource URL rules must begin with a '/' character";
  const ends = "non-resource URL wildcards '*' must be the final character of the rule";
  return [
    ...(url.startsWith('/') ? [] : [invalidValue(at, url, begins)]),
    ...(url.slice(0, -1).includes('*') ? [invalidValue(at, url, ends)] : []),
  ];
}

type GroupResources = DecodedRule['resources'][number];

/** A version, or a star, would never match. */
function resourceErrors({ group, resources, resourceNames }: GroupResources, at: FieldPath): FieldError[] {
  const problems = group === '' ? [] : isDns1123Subdomain(group);
  const errors = problems.length > 0 ? [invalidValue(at.child('group'), group, problems.join(','))] : [];
  if (resourceNames.length === 0 || resources.length > 0) return errors;
  const detail = 'using resourceNames requires at least one resource';
  return [...errors, invalidValue(at.child('resourceNames'), [...resourceNames], detail)];
}
