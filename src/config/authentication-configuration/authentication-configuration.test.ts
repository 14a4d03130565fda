import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeAuthenticationConfiguration } from './authentication-configuration.ts';

const KIND = 'kind: AuthenticationConfiguration\n';
const HEAD = `apiVersion: apiserver.config.k8s.io/v1\n${KIND}`;
const decode = (text: string) => decodeAuthenticationConfiguration(Buffer.from(text));

for (const version of ['v1', 'v1beta1', 'v1alpha1']) {
  test(`${version} is read`, async () => {
    assert.deepEqual(await decode(`apiVersion: apiserver.config.k8s.io/${version}\n${KIND}`), { jwt: [] });
  });
}

test('what the file leaves out is empty, save for what may be empty on purpose', async () => {
  const text = `${HEAD}jwt:\n- issuer: {url: https://a}\n  claimMappings: {username: {claim: sub, prefix: ""}}\nanonymous: {}\n`;
  const NONE = { claim: '', expression: '' };
  assert.deepEqual(await decode(text), {
    jwt: [
      {
        issuer: {
          url: 'https://a',
          discoveryURL: '',
          certificateAuthority: '',
          audiences: [],
          audienceMatchPolicy: '',
          egressSelectorType: '',
        },
        claimValidationRules: [],
        claimMappings: { username: { claim: 'sub', prefix: '', expression: '' }, groups: NONE, uid: NONE, extra: [] },
        userValidationRules: [],
      },
    ],
    anonymous: { enabled: false, conditions: [] },
  });
});

const bad: readonly (readonly [name: string, text: string, message: string | RegExp])[] = [
  ['nothing', '', 'empty config data'],
  ['a comment', '# later\n', 'it must be an object of kind AuthenticationConfiguration'],
  ['a list', '[]', 'it must be an object of kind AuthenticationConfiguration'],
  ['no kind', 'jwt: []', "Object 'Kind' is missing"],
  ['no YAML', 'a: [', /^error converting YAML to JSON: /],
  ['bytes that are no text', '\xff', /it must be an object|UTF-8/],
  [
    'another kind',
    'apiVersion: v1\nkind: Pod\n',
    'no kind "Pod" is registered for version "v1": it must be kind AuthenticationConfiguration of apiserver.config.k8s.io/v1, apiserver.config.k8s.io/v1beta1, apiserver.config.k8s.io/v1alpha1',
  ],
  [
    'a field that there is not',
    `${HEAD}jwt:\n- issuer: {uri: x}\n`,
    'strict decoding error: unknown field "jwt[0].issuer.uri"',
  ],
  ['a field twice', `${HEAD}jwt: []\njwt: []\n`, /^strict decoding error: .*key "jwt" already set in map/s],
  [
    'a field of another type',
    `${HEAD}jwt:\n- issuer: {url: 7}\n`,
    'json: cannot unmarshal number into Go struct field Issuer.jwt.issuer.url of type string',
  ],
  ['a key that is special', `${HEAD}__proto__: {jwt: []}\n`, 'strict decoding error: unknown field "__proto__"'],
];
for (const [name, text, message] of bad) {
  test(`${name}: refused`, () => assert.rejects(decode(text), { name: 'ConfigError', message }));
}
