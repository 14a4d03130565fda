/** How a pod is named and how it looks up names. */
import {
  type FieldError,
  type FieldPath,
  forbiddenField,
  invalidValue,
  notSupported,
  required,
  tooLong,
} from '../../../api/field.ts';
import { isDns1123Subdomain, maxLengthError, regexError } from '../../../api/names.ts';
import type { V1HostAlias, V1PodDNSConfig, V1PodSpec } from '../../../schema/generated/types.ts';
import { validateName } from '../../validation/common.ts';
import { validateIp } from '../../validation/ip.ts';
import { each, optionalLabel } from './rules.ts';

const POLICIES = ['ClusterFirstWithHostNet', 'ClusterFirst', 'Default', 'None'];
const MAX_NAMESERVERS = 3;
const MAX_SEARCHES = 32;
const MAX_SEARCH_CHARACTERS = 2048;
const MAX_HOSTNAME = 64;

export function validateDnsPolicy(policy: string | undefined, at: FieldPath): FieldError[] {
  if (!policy) return [required(at)];
  return POLICIES.includes(policy) ? [] : [notSupported(at, policy, POLICIES)];
}

export function validateDnsConfig(spec: V1PodSpec, at: FieldPath): FieldError[] {
  const config = spec.dnsConfig;
  if (spec.dnsPolicy === 'None') {
    if (!config) return [required(at, 'must provide `dnsConfig` when `dnsPolicy` is None')];
    if (!config.nameservers?.length) {
      const detail = 'must provide at least one DNS nameserver when `dnsPolicy` is None';
      return [required(at.child('nameservers'), detail)];
    }
  }
  if (!config) return [];
  return [
    ...validateNameservers(config.nameservers ?? [], at.child('nameservers')),
    ...validateSearches(config.searches ?? [], at.child('searches')),
    ...validateOptions(config.options, at.child('options')),
  ];
}

function validateNameservers(servers: readonly string[], at: FieldPath): FieldError[] {
  const count =
    servers.length > MAX_NAMESERVERS
      ? [invalidValue(at, servers, `must not have more than ${MAX_NAMESERVERS} nameservers`)]
      : [];
  return [...count, ...each(servers, at, (server, serverAt) => validateIp(server, serverAt))];
}

function validateSearches(searches: readonly string[], at: FieldPath): FieldError[] {
  const errors: FieldError[] = [];
  if (searches.length > MAX_SEARCHES) {
    errors.push(invalidValue(at, searches, `must not have more than ${MAX_SEARCHES} search paths`));
  }
  if (searches.join(' ').length > MAX_SEARCH_CHARACTERS) {
    const detail = `must not have more than ${MAX_SEARCH_CHARACTERS} characters (including spaces) in the search list`;
    errors.push(invalidValue(at, searches, detail));
  }
  return [
    ...errors,
    ...each(searches, at, (search, searchAt) =>
      search === '.' ? [] : validateName(search.replace(/\.$/, ''), isSubdomainWithUnderscores, searchAt),
    ),
  ];
}

const LABEL = '[a-z0-9]([-a-z0-9]*[a-z0-9])?';
const UNDERSCORED_LABEL = '_?[a-z0-9]([-_a-z0-9]*[a-z0-9])?';
const UNDERSCORED = new RegExp(`^${UNDERSCORED_LABEL}(\\.${UNDERSCORED_LABEL})*$`);

/** Search paths may name services that begin with an underscore; upstream's message still shows the narrower rule. */
function isSubdomainWithUnderscores(value: string): string[] {
  const errors = value.length > 253 ? [maxLengthError(253)] : [];
  if (value.length > 4096 || UNDERSCORED.test(value)) return errors;
  const rule =
    "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character";
  return [...errors, regexError(rule, `${LABEL}(\\.${LABEL})*`, 'example.com')];
}

function validateOptions(options: V1PodDNSConfig['options'], at: FieldPath): FieldError[] {
  return each(options, at, (option, optionAt) => (option.name ? [] : [required(optionAt, 'must not be empty')]));
}

export function validateHostAliases(aliases: readonly V1HostAlias[] | undefined, at: FieldPath): FieldError[] {
  return each(aliases, at, (alias, aliasAt) => [
    ...validateIp(alias.ip ?? '', aliasAt.child('ip')),
    ...each(alias.hostnames, aliasAt.child('hostnames'), (name, nameAt) =>
      validateName(name, isDns1123Subdomain, nameAt),
    ),
  ]);
}

export function validateHostnames(spec: V1PodSpec, at: FieldPath): FieldError[] {
  return [
    ...optionalLabel(spec.hostname, at.child('hostname')),
    ...optionalLabel(spec.subdomain, at.child('subdomain')),
  ];
}

export function validateHostnameOverride(spec: V1PodSpec, specAt: FieldPath): FieldError[] {
  const name = spec.hostnameOverride;
  if (name === undefined) return [];
  const at = specAt.child('hostnameOverride');
  const errors: FieldError[] = [];
  if (spec.setHostnameAsFQDN) {
    errors.push(forbiddenField(at, 'may not be specified when setHostnameAsFQDN is true'));
  }
  if (spec.hostNetwork) errors.push(forbiddenField(at, 'may not be specified when hostNetwork is true'));
  if (name.length > MAX_HOSTNAME) errors.push(tooLong(at, MAX_HOSTNAME));
  return [...errors, ...validateName(name, isDns1123Subdomain, at)];
}
