import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type Expression, ExpressionError, type Expressions } from '../../authentication/oidc/expressions.ts';
import { decodeAuthenticationConfiguration } from './authentication-configuration.ts';
import { validateAuthenticationConfiguration } from './validate.ts';

/** Expressions that cannot be compiled when they say so, and mention what they name. */
function compile(text: string): Expression {
  if (text === 'bad') throw new ExpressionError('compilation failed: bad');
  return { evaluate: () => true, mentions: (field) => new RegExp(`claims\\.${field}\\b`).test(text) };
}
const expressions: Expressions = { mapping: compile, claimRule: compile, userRule: compile };

const ISSUER = { url: 'https://issuer.example', audiences: ['kubernetes'] };
const USERNAME = { claim: 'sub', prefix: '' };
const JWT = { issuer: ISSUER, claimMappings: { username: USERNAME } };

const issuer = (changes: object) => ({ jwt: [{ ...JWT, issuer: { ...ISSUER, ...changes } }] });
const mappings = (changes: object) => ({ jwt: [{ ...JWT, claimMappings: { username: USERNAME, ...changes } }] });
const rules = (...claimValidationRules: object[]) => ({ jwt: [{ ...JWT, claimValidationRules }] });
const userRules = (...userValidationRules: object[]) => ({ jwt: [{ ...JWT, userValidationRules }] });
const extra = (...entries: object[]) => mappings({ extra: entries });

async function errorsOf(configuration: object): Promise<string[]> {
  const file = { apiVersion: 'apiserver.config.k8s.io/v1', kind: 'AuthenticationConfiguration', ...configuration };
  const decoded = await decodeAuthenticationConfiguration(Buffer.from(JSON.stringify(file)));
  const context = { expressions, disallowedIssuers: ['https://kubernetes.default.svc', 'https://a.example'] };
  return validateAuthenticationConfiguration(decoded, context).map(String);
}

const good: Record<string, object> = {
  'no authenticators': {},
  'an issuer': { jwt: [JWT] },
  'two issuers': { jwt: [JWT, { ...JWT, issuer: { ...ISSUER, url: 'https://other.example' } }] },
  'a discovery document elsewhere': issuer({ discoveryURL: 'https://inside.example/discovery' }),
  'two audiences': issuer({ audiences: ['a', 'b'], audienceMatchPolicy: 'MatchAny' }),
  'a username by an expression': mappings({ username: { expression: 'claims.sub' } }),
  'an address that is verified by a rule': {
    jwt: [
      {
        ...JWT,
        claimMappings: { username: { expression: 'claims.email' } },
        claimValidationRules: [{ expression: 'claims.email_verified == true' }],
      },
    ],
  },
  'an address that is verified by an extra': mappings({
    username: { expression: 'claims.email' },
    extra: [{ key: 'example.com/verified', valueExpression: 'string(claims.email_verified)' }],
  }),
  'a required claim without a value': rules({ claim: 'team' }),
  everything: {
    jwt: [
      {
        ...JWT,
        claimMappings: { username: USERNAME, groups: { claim: 'groups', prefix: 'a:' }, uid: { claim: 'sub' } },
        claimValidationRules: [
          { claim: 'a', requiredValue: 'b' },
          { expression: 'claims.x == 1', message: 'x' },
        ],
        userValidationRules: [{ expression: "!user.username.startsWith('system:')", message: 'reserved' }],
      },
    ],
    anonymous: { enabled: true, conditions: [{ path: '/livez' }] },
  },
};
for (const [name, configuration] of Object.entries(good)) {
  test(`${name}: good`, async () => assert.deepEqual(await errorsOf(configuration), []));
}

const REQUIRED_EMAIL =
  'claims.email_verified must be used in claimMappings.username.expression or claimMappings.extra[*].valueExpression or claimValidationRules[*].expression when claims.email is used in claimMappings.username.expression';

const bad: readonly (readonly [name: string, configuration: object, ...errors: string[]])[] = [
  [
    'nothing in it',
    { jwt: [{}] },
    'jwt[0].issuer.url: Required value',
    'jwt[0].issuer.audiences: Required value: at least one jwt[0].issuer.audiences is required',
    'jwt[0].claimMappings.username: Required value: claim or expression is required',
  ],
  ['too many', { jwt: Array(65).fill(JWT) }, 'jwt: Too many: 65: must have at most 64 items'],
  ['an issuer twice', { jwt: [JWT, JWT] }, 'jwt[1].issuer.url: Duplicate value: "https://issuer.example"'],
  [
    'a discovery document of two',
    {
      jwt: ['https://x.example', 'https://y.example'].map((url) => {
        return { ...JWT, issuer: { ...ISSUER, url, discoveryURL: 'https://d.example' } };
      }),
    },
    'jwt[1].issuer.discoveryURL: Duplicate value: "https://d.example"',
  ],
  ['plain HTTP', issuer({ url: 'http://a' }), 'jwt[0].issuer.url: Invalid value: "http://a": URL scheme must be https'],
  [
    'no host',
    issuer({ url: 'https://' }),
    'jwt[0].issuer.url: Invalid value: "https://": URL must have a host and be well-formed',
  ],
  [
    'a URL with all that it must not have',
    issuer({ url: 'https://u:p@a/?q#f' }),
    'jwt[0].issuer.url: Invalid value: "https://u:p@a/?q#f": URL must not contain a username or password',
    'jwt[0].issuer.url: Invalid value: "https://u:p@a/?q#f": URL must not contain a query',
    'jwt[0].issuer.url: Invalid value: "https://u:p@a/?q#f": URL must not contain a fragment',
  ],
  [
    'an issuer of service account tokens',
    issuer({ url: 'https://kubernetes.default.svc' }),
    'jwt[0].issuer.url: Invalid value: "https://kubernetes.default.svc": URL must not overlap with disallowed issuers: [https://a.example https://kubernetes.default.svc]',
  ],
  [
    'a discovery document at its place',
    issuer({ discoveryURL: 'https://issuer.example/' }),
    'jwt[0].issuer.discoveryURL: Invalid value: "https://issuer.example/": discoveryURL must be different from URL',
  ],
  [
    'audiences twice and empty',
    issuer({ audiences: ['a', 'a', ''], audienceMatchPolicy: 'MatchAny' }),
    'jwt[0].issuer.audiences[1]: Duplicate value: "a"',
    'jwt[0].issuer.audiences[2]: Required value',
  ],
  [
    'audiences without a policy',
    issuer({ audiences: ['a', 'b'] }),
    'jwt[0].issuer.audienceMatchPolicy: Invalid value: "": audienceMatchPolicy must be MatchAny for multiple audiences',
  ],
  [
    'another policy',
    issuer({ audienceMatchPolicy: 'All' }),
    'jwt[0].issuer.audienceMatchPolicy: Invalid value: "All": audienceMatchPolicy must be empty or MatchAny for single audience',
  ],
  [
    'no certificate',
    issuer({ certificateAuthority: 'secret?' }),
    'jwt[0].issuer.certificateAuthority: Invalid value: "<omitted>": data does not contain any valid RSA or ECDSA certificates',
  ],
  [
    'an egress selector',
    issuer({ egressSelectorType: 'cluster' }),
    'jwt[0].issuer.egressSelectorType: Invalid value: "cluster": egress selectors are not supported: issuers are reached directly',
  ],
  [
    'a username in two ways',
    mappings({ username: { ...USERNAME, expression: 'claims.sub' } }),
    'jwt[0].claimMappings.username: Invalid value: "": claim and expression can\'t both be set',
  ],
  [
    'a claim without a prefix',
    mappings({ username: { claim: 'sub' }, groups: { claim: 'groups' } }),
    ...['username', 'groups'].map(
      (field) =>
        `jwt[0].claimMappings.${field}.prefix: Required value: prefix is required when claim is set. It can be set to an empty string to disable prefixing`,
    ),
  ],
  [
    'an expression with a prefix',
    mappings({ groups: { expression: 'bad', prefix: '' } }),
    'jwt[0].claimMappings.groups.prefix: Invalid value: "": may not be specified when expression is set',
    'jwt[0].claimMappings.groups.expression: Invalid value: "bad": compilation failed: bad',
  ],
  [
    'a uid in two ways',
    mappings({ uid: { claim: 'a', expression: 'b' } }),
    'jwt[0].claimMappings.uid: Invalid value: "": claim and expression can\'t both be set',
  ],
  [
    'an address that nobody verifies',
    mappings({ username: { expression: 'claims.email' }, groups: { expression: 'claims.email_verified' } }),
    `jwt[0].claimMappings.username.expression: Invalid value: "claims.email": ${REQUIRED_EMAIL}`,
  ],
  [
    'extra keys',
    extra({ key: 'a', valueExpression: 'x' }, { key: 'Example.com/A', valueExpression: 'x' }),
    'jwt[0].claimMappings.extra[0].key: Invalid value: "a": must be a domain-prefixed path (such as "acme.io/foo")',
    "jwt[0].claimMappings.extra[1].key: Invalid value: \"Example.com\": a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')",
    'jwt[0].claimMappings.extra[1].key: Invalid value: "Example.com/A": must be lowercase',
  ],
  [
    'extra keys of Kubernetes',
    extra({ key: 'authentication.kubernetes.io/a', valueExpression: 'x' }, { key: 'k8s.io/a', valueExpression: 'x' }),
    'jwt[0].claimMappings.extra[0].key: Invalid value: "authentication.kubernetes.io/a": k8s.io, kubernetes.io and their subdomains are reserved for Kubernetes use',
    'jwt[0].claimMappings.extra[1].key: Invalid value: "k8s.io/a": k8s.io, kubernetes.io and their subdomains are reserved for Kubernetes use',
  ],
  [
    'extra keys twice and without a value',
    extra({ key: 'example.com/a' }, { key: 'example.com/a', valueExpression: 'x' }),
    'jwt[0].claimMappings.extra[0].valueExpression: Required value',
    'jwt[0].claimMappings.extra[1].key: Duplicate value: "example.com/a"',
  ],
  [
    'claim rules',
    rules(
      {},
      { claim: 'a', expression: 'b' },
      { claim: 'c', message: 'no' },
      { claim: 'c' },
      { expression: 'bad' },
      { expression: 'x', requiredValue: 'y' },
      { expression: 'x' },
    ),
    'jwt[0].claimValidationRules[0]: Required value: claim or expression is required',
    'jwt[0].claimValidationRules[1]: Invalid value: "a": claim and expression can\'t both be set',
    'jwt[0].claimValidationRules[2].message: Invalid value: "no": may not be specified when claim is set',
    'jwt[0].claimValidationRules[3].claim: Duplicate value: "c"',
    'jwt[0].claimValidationRules[4].expression: Invalid value: "bad": compilation failed: bad',
    'jwt[0].claimValidationRules[5].requiredValue: Invalid value: "y": may not be specified when expression is set',
    'jwt[0].claimValidationRules[6].expression: Duplicate value: "x"',
  ],
  [
    'user rules',
    userRules({}, { expression: 'x' }, { expression: 'x' }, { expression: 'bad' }),
    'jwt[0].userValidationRules[0].expression: Required value',
    'jwt[0].userValidationRules[2].expression: Duplicate value: "x"',
    'jwt[0].userValidationRules[3].expression: Invalid value: "bad": compilation failed: bad',
  ],
  [
    'anonymous conditions without anonymous',
    { anonymous: { enabled: false, conditions: [{ path: '/livez' }] } },
    'anonymous.conditions: Invalid value: [{"path":"/livez"}]: enabled should be set to true when conditions are defined',
  ],
];
for (const [name, configuration, ...errors] of bad) {
  test(`${name}: refused`, async () => assert.deepEqual(await errorsOf(configuration), errors));
}

test('whatever the file holds, it is judged and never throws anything else', async () => {
  const value = fc.oneof(fc.jsonValue(), fc.string(), fc.constantFrom('https://a', 'claims.email', 'bad'));
  const part = (keys: readonly string[]) => fc.dictionary(fc.constantFrom(...keys), value);
  const jwt = fc.record(
    {
      issuer: part(['url', 'discoveryURL', 'audiences', 'certificateAuthority', 'audienceMatchPolicy']),
      claimMappings: fc.dictionary(
        fc.constantFrom('username', 'groups', 'uid', 'extra'),
        part(['claim', 'expression']),
      ),
      claimValidationRules: fc.array(part(['claim', 'expression', 'message'])),
      userValidationRules: value,
    },
    { requiredKeys: [] },
  );
  const configuration = fc.record({ jwt: fc.oneof(fc.array(jwt), value), anonymous: value }, { requiredKeys: [] });
  await fc.assert(
    fc.asyncProperty(configuration, async (file) => {
      await errorsOf(file).catch((error) => assert.equal(error.name, 'ConfigError'));
    }),
    { numRuns: 300 },
  );
});
