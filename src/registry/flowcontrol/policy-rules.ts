import { type FieldError, type FieldPath, invalidValue, notSupported, required } from '../../api/field.ts';
import { isDns1123Label } from '../../api/names.ts';
import type {
  V1NonResourcePolicyRule,
  V1PolicyRulesWithSubjects,
  V1ResourcePolicyRule,
} from '../../schema/generated/types.ts';
import { validateSubject } from './subjects.ts';

const ANY = '*';
const VERBS = ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'proxy', 'update', 'watch'];

export function validatePolicyRules(rules: V1PolicyRulesWithSubjects, path: FieldPath): FieldError[] {
  const { resourceRules = [], nonResourceRules = [] } = rules;
  const subjects = rules.subjects ?? [];
  const errors: FieldError[] = [];
  if (subjects.length === 0) {
    errors.push(required(path.child('subjects'), 'subjects must contain at least one value'));
  }
  subjects.forEach((subject, position) => {
    errors.push(...validateSubject(subject, path.child('subjects').index(position)));
  });
  if (resourceRules.length === 0 && nonResourceRules.length === 0) {
    errors.push(required(path, 'at least one of resourceRules and nonResourceRules has to be non-empty'));
  }
  return [
    ...errors,
    ...resourceRules.flatMap((rule, at) => validateResourceRule(rule, path.child('resourceRules').index(at))),
    ...nonResourceRules.flatMap((rule, at) => validateNonResourceRule(rule, path.child('nonResourceRules').index(at))),
  ];
}

function validateResourceRule(rule: V1ResourcePolicyRule, path: FieldPath): FieldError[] {
  const apiGroups = rule.apiGroups ?? [];
  const resources = rule.resources ?? [];
  return [
    ...validateVerbs(rule.verbs ?? [], path.child('verbs')),
    ...validateSome(apiGroups, 'api group', path.child('apiGroups')),
    ...validateAlone(apiGroups, 'api groups', path.child('apiGroups')),
    ...validateSome(resources, 'resource', path.child('resources')),
    ...validateAlone(resources, 'resources', path.child('resources')),
    ...validateNamespaces(rule, path.child('namespaces')),
  ];
}

function validateSome(values: readonly string[], what: string, path: FieldPath): FieldError[] {
  return values.length > 0 ? [] : [required(path, `resource rules must supply at least one ${what}`)];
}

/** `*` says everything: nothing may stand beside it. */
function validateAlone(values: readonly string[], what: string, path: FieldPath): FieldError[] {
  if (values.length <= 1 || !values.includes(ANY)) return [];
  return [invalidValue(path, values, `if '*' is present, must not specify other ${what}`)];
}

function validateVerbs(verbs: readonly string[], path: FieldPath): FieldError[] {
  if (verbs.length === 0) return [required(path, 'verbs must contain at least one value')];
  if (verbs.includes(ANY)) return validateAlone(verbs, 'verbs', path);
  return verbs.every((verb) => VERBS.includes(verb)) ? [] : [notSupported(path, verbs, VERBS)];
}

function validateNamespaces(rule: V1ResourcePolicyRule, path: FieldPath): FieldError[] {
  const namespaces = rule.namespaces ?? [];
  if (namespaces.length === 0 && !rule.clusterScope) {
    const detail = 'resource rules that are not cluster scoped must supply at least one namespace';
    return [required(path, detail)];
  }
  if (namespaces.includes(ANY)) return validateAlone(namespaces, 'namespaces', path);
  return namespaces.flatMap((namespace, position) =>
    isDns1123Label(namespace).map((error) =>
      invalidValue(
        path.index(position),
        namespace,
        `each member of this list must be '*' or a DNS-1123 label; ${error}`,
      ),
    ),
  );
}

function validateNonResourceRule({ nonResourceURLs, verbs }: V1NonResourcePolicyRule, path: FieldPath) {
  const at = path.child('nonResourceURLs');
  return [...validateVerbs(verbs ?? [], path.child('verbs')), ...validateUrls(nonResourceURLs ?? [], at)];
}

function validateUrls(urls: readonly string[], path: FieldPath): FieldError[] {
  if (urls.length === 0) return [required(path, 'nonResourceURLs must contain at least one value')];
  if (urls.includes(ANY)) return validateAlone(urls, 'non-resource URLs', path);
  return urls.flatMap((url, position) => {
    const wrong = urlError(url);
    return wrong === undefined ? [] : [invalidValue(path.index(position), url, wrong)];
  });
}

function urlError(url: string): string | undefined {
  if (url === '') return 'must not be empty';
  if (url === '/') return undefined;
  if (!url.startsWith('/')) return 'must start with slash';
  if (url.includes(' ')) return 'must not contain white-space';
  if (url.includes('//')) return 'must not contain double slash';
  const star = url.indexOf(ANY);
  const isSuffix = star < 0 || (star === url.length - 1 && url.endsWith('/*'));
  return isSuffix ? undefined : 'wildcard can only do suffix matching';
}
