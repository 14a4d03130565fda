/** Where an issuer is and for whom its tokens are (k8s.io/apiserver/pkg/apis/apiserver/validation). */
import { duplicate, type FieldError, type FieldPath, invalidValue, required } from '../../api/field.ts';
import type { IssuerConfiguration } from '../../authentication/oidc/configuration.ts';
import { parseBundle } from '../../authentication/x509/authorities.ts';
import { repeats } from '../../util/repeats.ts';

/** @param disallowed issuers of other authenticators */
export function validateIssuer(
  issuer: IssuerConfiguration,
  disallowed: readonly string[],
  at: FieldPath,
): FieldError[] {
  return [
    ...(issuer.url === '' ? [required(at.child('url'))] : validateIssuerUrl(issuer.url, disallowed, at.child('url'))),
    ...validateDiscoveryUrl(issuer, at.child('discoveryURL')),
    ...validateAudiences(issuer, at),
    ...validateAuthorities(issuer.certificateAuthority, at.child('certificateAuthority')),
    ...validateEgressSelector(issuer.egressSelectorType, at.child('egressSelectorType')),
  ];
}

function validateIssuerUrl(url: string, disallowed: readonly string[], at: FieldPath): FieldError[] {
  const overlap = `URL must not overlap with disallowed issuers: [${[...disallowed].sort().join(' ')}]`;
  return [...(disallowed.includes(url) ? [invalidValue(at, url, overlap)] : []), ...validateUrl(url, at)];
}

const URL_RULES: readonly (readonly [breaks: (url: URL) => boolean, message: string])[] = [
  [(url) => url.username !== '' || url.password !== '', 'URL must not contain a username or password'],
  [(url) => url.search !== '', 'URL must not contain a query'],
  [(url) => url.hash !== '', 'URL must not contain a fragment'],
];

function validateUrl(text: string, at: FieldPath): FieldError[] {
  if (!text.startsWith('https://')) return [invalidValue(at, text, 'URL scheme must be https')];
  if (!URL.canParse(text)) return [invalidValue(at, text, 'URL must have a host and be well-formed')];
  const url = new URL(text);
  return URL_RULES.filter(([breaks]) => breaks(url)).map(([, message]) => invalidValue(at, text, message));
}

function validateDiscoveryUrl({ url, discoveryURL }: IssuerConfiguration, at: FieldPath): FieldError[] {
  if (discoveryURL === '') return [];
  const bare = (text: string) => text.replace(/\/+$/, '');
  const isSame = url !== '' && bare(url) === bare(discoveryURL);
  const same = isSame ? [invalidValue(at, discoveryURL, 'discoveryURL must be different from URL')] : [];
  return [...same, ...validateUrl(discoveryURL, at)];
}

const MATCH_ANY = 'MatchAny';

function validateAudiences(
  { audiences, audienceMatchPolicy: policy }: IssuerConfiguration,
  at: FieldPath,
): FieldError[] {
  const path = at.child('audiences');
  if (audiences.length === 0) return [required(path, `at least one ${path} is required`)];
  const repeated = repeats(audiences);
  const errors = audiences.flatMap((audience, index) => [
    ...(audience === '' ? [required(path.index(index))] : []),
    ...(repeated[index] ? [duplicate(path.index(index), audience)] : []),
  ]);
  return [...errors, ...validateMatchPolicy(policy, audiences.length, at.child('audienceMatchPolicy'))];
}

function validateMatchPolicy(policy: string, audiences: number, at: FieldPath): FieldError[] {
  if (policy === MATCH_ANY) return [];
  if (audiences > 1) return [invalidValue(at, policy, 'audienceMatchPolicy must be MatchAny for multiple audiences')];
  if (policy === '') return [];
  return [invalidValue(at, policy, 'audienceMatchPolicy must be empty or MatchAny for single audience')];
}

function validateAuthorities(bundle: string, at: FieldPath): FieldError[] {
  try {
    if (bundle !== '') parseBundle(bundle);
    return [];
  } catch {
    return [invalidValue(at, '<omitted>', 'data does not contain any valid RSA or ECDSA certificates')];
  }
}

function validateEgressSelector(type: string, at: FieldPath): FieldError[] {
  return type === ''
    ? []
    : [invalidValue(at, type, 'egress selectors are not supported: issuers are reached directly')];
}
