/**
 * Syntax checks of names, labels and numbers (k8s.io/apimachinery/pkg/util/validation). Each returns what is wrong in
 * upstream's words, nothing when all is well.
 */

const DNS1123_LABEL = '[a-z0-9]([-a-z0-9]*[a-z0-9])?';
const DNS1123_SUBDOMAIN = `${DNS1123_LABEL}(\\.${DNS1123_LABEL})*`;
const DNS1035_LABEL = '[a-z]([-a-z0-9]*[a-z0-9])?';
const WILDCARD_SUBDOMAIN = `\\*\\.${DNS1123_SUBDOMAIN}`;
const QUALIFIED_NAME = '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]';
const LABEL_VALUE = `(${QUALIFIED_NAME})?`;
const C_IDENTIFIER = '[A-Za-z_][A-Za-z0-9_]*';
const CONFIG_MAP_KEY = '[-._a-zA-Z0-9]+';
const HTTP_HEADER_NAME = '[-A-Za-z0-9]+';
const PERCENT = '[0-9]+%';

const whole = (pattern: string): RegExp => new RegExp(`^(?:${pattern})$`);
const RE = {
  dns1123Label: whole(DNS1123_LABEL),
  dns1123Subdomain: whole(DNS1123_SUBDOMAIN),
  dns1035Label: whole(DNS1035_LABEL),
  wildcardSubdomain: whole(WILDCARD_SUBDOMAIN),
  qualifiedName: whole(QUALIFIED_NAME),
  labelValue: whole(LABEL_VALUE),
  cIdentifier: whole(C_IDENTIFIER),
  configMapKey: whole(CONFIG_MAP_KEY),
  httpHeaderName: whole(HTTP_HEADER_NAME),
  percent: whole(PERCENT),
};

export function maxLengthError(length: number): string {
  return `must be no more than ${length} characters`;
}
export const EMPTY_ERROR = 'must be non-empty';

/** What upstream appends to a syntax rule: examples and the expression. */
export function regexError(message: string, pattern: string, ...examples: string[]): string {
  if (examples.length === 0) return `${message} (regex used for validation is '${pattern}')`;
  const shown = examples.map((example) => `'${example}', `).join(' or ');
  return `${message} (e.g. ${shown}regex used for validation is '${pattern}')`;
}

const DNS1123_LABEL_MESSAGE =
  "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character";
const DNS1123_SUBDOMAIN_MESSAGE =
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character";
const DNS1035_LABEL_MESSAGE =
  "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character";
const WILDCARD_MESSAGE =
  "a wildcard DNS-1123 subdomain must start with '*.', followed by a valid DNS subdomain, which must consist of lower case alphanumeric characters, '-' or '.' and end with an alphanumeric character";
const QUALIFIED_NAME_MESSAGE =
  "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character";
const LABEL_VALUE_MESSAGE =
  "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character";

interface Rule {
  readonly pattern: RegExp;
  readonly maximum: number;
  /** Put together once: an object may break it thousands of times. */
  readonly error: string;
}

function check(rule: Rule, value: string): string[] {
  const errors: string[] = [];
  if (byteLength(value) > rule.maximum) errors.push(maxLengthError(rule.maximum));
  // A value past its maximum may be megabytes long: its syntax is not looked at.
  if (value.length <= 4096 && !rule.pattern.test(value)) errors.push(rule.error);
  return errors;
}

/** Go counts bytes; only text outside ASCII differs from its length here. */
export function byteLength(text: string): number {
  return Buffer.byteLength(text, 'utf8');
}

const DNS1123_LABEL_RULE: Rule = {
  pattern: RE.dns1123Label,
  maximum: 63,
  error: regexError(DNS1123_LABEL_MESSAGE, DNS1123_LABEL, 'my-name', '123-abc'),
};
const DNS1123_SUBDOMAIN_RULE: Rule = {
  pattern: RE.dns1123Subdomain,
  maximum: 253,
  error: regexError(DNS1123_SUBDOMAIN_MESSAGE, DNS1123_SUBDOMAIN, 'example.com'),
};
const DNS1035_LABEL_RULE: Rule = {
  pattern: RE.dns1035Label,
  maximum: 63,
  error: regexError(DNS1035_LABEL_MESSAGE, DNS1035_LABEL, 'my-name', 'abc-123'),
};
const WILDCARD_SUBDOMAIN_RULE: Rule = {
  pattern: RE.wildcardSubdomain,
  maximum: 253,
  error: regexError(WILDCARD_MESSAGE, WILDCARD_SUBDOMAIN, '*.example.com'),
};

export const isDns1123Label = (value: string): string[] => check(DNS1123_LABEL_RULE, value);
export const isDns1123Subdomain = (value: string): string[] => check(DNS1123_SUBDOMAIN_RULE, value);
export const isDns1035Label = (value: string): string[] => check(DNS1035_LABEL_RULE, value);
export const isWildcardDns1123Subdomain = (value: string): string[] => check(WILDCARD_SUBDOMAIN_RULE, value);

const QUALIFIED_NAME_ERROR = regexError(QUALIFIED_NAME_MESSAGE, QUALIFIED_NAME, 'MyName', 'my.name', '123-abc');
const LABEL_VALUE_RULE: Rule = {
  pattern: RE.labelValue,
  maximum: 63,
  error: regexError(LABEL_VALUE_MESSAGE, LABEL_VALUE, 'MyValue', 'my_value', '12345'),
};

/** `prefix/name` or `name`: label and annotation keys, resource names, finalizers. */
export function isQualifiedName(value: string): string[] {
  const slash = value.indexOf('/');
  if (slash < 0) return namePartErrors(value);
  if (value.includes('/', slash + 1)) {
    return [
      `a valid label key ${QUALIFIED_NAME_ERROR} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`,
    ];
  }
  const prefix = value.slice(0, slash);
  const errors = prefix === '' ? [EMPTY_ERROR] : isDns1123Subdomain(prefix);
  return [...errors.map((error) => `prefix part ${error}`), ...namePartErrors(value.slice(slash + 1))];
}

function namePartErrors(name: string): string[] {
  const errors: string[] = [];
  if (name === '') errors.push(`name part ${EMPTY_ERROR}`);
  else if (name.length > 63) errors.push(`name part ${maxLengthError(63)}`);
  if (name.length <= 4096 && !RE.qualifiedName.test(name)) errors.push(`name part ${QUALIFIED_NAME_ERROR}`);
  return errors;
}

export function isLabelValue(value: string): string[] {
  return check(LABEL_VALUE_RULE, value);
}

export function isConfigMapKey(key: string): string[] {
  const errors: string[] = [];
  if (key.length > 253) errors.push(maxLengthError(253));
  if (key.length <= 4096 && !RE.configMapKey.test(key)) {
    errors.push(
      regexError(
        "a valid config key must consist of alphanumeric characters, '-', '_' or '.'",
        CONFIG_MAP_KEY,
        'key.name',
        'KEY_NAME',
        'key-name',
      ),
    );
  }
  return [...errors, ...dottedKeyErrors(key)];
}

function dottedKeyErrors(key: string): string[] {
  if (key === '.') return ["must not be '.'"];
  if (key === '..') return ["must not be '..'"];
  return key.startsWith('..') ? ["must not start with '..'"] : [];
}

/** Since v1.30 (RelaxedEnvironmentVariableValidation) any printable ASCII but `=` may name a variable. */
export function isRelaxedEnvVarName(name: string): string[] {
  if (name === '') return ['environment variable name must be non-empty'];
  if (/^[ -<>-~]+$/.test(name)) return [];
  return [
    regexError(
      "a valid environment variable name must consist only of printable ASCII characters other than '='",
      '^[ -<>-~]+$',
    ),
  ];
}

export function isCIdentifier(value: string): string[] {
  if (RE.cIdentifier.test(value)) return [];
  const message =
    "a valid C identifier must start with alphabetic character or '_', followed by a string of alphanumeric characters or '_'";
  return [regexError(message, C_IDENTIFIER, 'my_name', 'MY_NAME', 'MyName')];
}

export function isHttpHeaderName(value: string): string[] {
  if (RE.httpHeaderName.test(value)) return [];
  const message = "a valid HTTP header must consist of alphanumeric characters or '-'";
  return [regexError(message, HTTP_HEADER_NAME, 'X-Header-Name')];
}

export function isValidPercent(value: string): string[] {
  if (RE.percent.test(value)) return [];
  return [
    regexError("a valid percent string must be a numeric string followed by an ending '%'", PERCENT, '1%', '93%'),
  ];
}

export function isValidPortNumber(port: number): string[] {
  return Number.isInteger(port) && port >= 1 && port <= 65535 ? [] : [inclusiveRangeError(1, 65535)];
}

/** IANA_SVC_NAME: names of container and service ports. */
export function isValidPortName(name: string): string[] {
  const errors: string[] = [];
  if (name.length > 15) errors.push(maxLengthError(15));
  if (!/^[-a-z0-9]+$/.test(name)) errors.push('must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)');
  if (!/[a-z]/.test(name)) errors.push('must contain at least one letter (a-z)');
  if (name.includes('--')) errors.push('must not contain consecutive hyphens');
  if (name !== '' && (name.startsWith('-') || name.endsWith('-'))) errors.push('must not begin or end with a hyphen');
  return errors;
}

export function inclusiveRangeError(low: number, high: number): string {
  return `must be between ${low} and ${high}, inclusive`;
}

/** Names that are path segments (RBAC objects): anything that cannot be mistaken for a path. */
export function isPathSegmentName(name: string): string[] {
  if (name === '.') return [`may not be '.'`];
  if (name === '..') return [`may not be '..'`];
  return [...PATH_SEGMENT_FORBIDDEN].filter((part) => name.includes(part)).map((part) => `may not contain '${part}'`);
}
const PATH_SEGMENT_FORBIDDEN = ['/', '%'];

/** A name checker over one that a generateName prefix may satisfy once its trailing dash is completed. */
export function nameOrPrefix(checker: (name: string) => string[]): (name: string, isPrefix: boolean) => string[] {
  return (name, isPrefix) => checker(isPrefix ? maskTrailingDash(name) : name);
}

function maskTrailingDash(name: string): string {
  return name.length > 1 && name.endsWith('-') ? `${name.slice(0, -2)}a` : name;
}

/** IsFullyQualifiedName: a DNS subdomain of at least three segments. */
export function isFullyQualifiedDomain(name: string): string[] {
  const errors = isDns1123Subdomain(name);
  if (errors.length > 0) return errors;
  return name.split('.').length < 3 ? ['should be a domain with at least three segments separated by dots'] : [];
}
