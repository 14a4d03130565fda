import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { resolveSettings } from '../resolve.ts';
import { type SettingName, writtenName } from '../settings.ts';
import { algorithmsOf, configurationOfFlags } from './flags.ts';

const directory = await mkdtemp(join(tmpdir(), 'allium-flags-'));
after(() => rm(directory, { recursive: true, force: true }));
const file = join(directory, 'file');
await writeFile(file, 'content');

type Flags = Partial<Record<SettingName, string>>;
const REQUIRED: Flags = { oidcIssuerUrl: 'https://issuer.example', oidcClientId: 'kubernetes' };
const settingsOf = (flags: Flags) =>
  resolveSettings(
    new Map(
      Object.entries(flags).map(([name, text]) => {
        return [name as SettingName, { text, origin: `--${writtenName(name as SettingName)}` }];
      }),
    ),
  );
const issuerOf = async (flags: Flags) => (await configurationOfFlags(settingsOf({ ...REQUIRED, ...flags }))).jwt[0]!;

test('no flags: no issuer', async () => assert.deepEqual(await configurationOfFlags(settingsOf({})), { jwt: [] }));

test('all flags', async () => {
  const { issuer, claimMappings, claimValidationRules } = await issuerOf({
    oidcUsernameClaim: 'name',
    oidcUsernamePrefix: 'u:',
    oidcGroupsClaim: 'roles',
    oidcGroupsPrefix: 'g:',
    oidcRequiredClaim: 'hd=example.com,x=a=b',
    oidcCaFile: file,
  });
  assert.deepEqual(
    [issuer.url, issuer.audiences, issuer.certificateAuthority],
    ['https://issuer.example', ['kubernetes'], 'content'],
  );
  assert.deepEqual(claimMappings.username, { claim: 'name', prefix: 'u:', expression: '' });
  assert.deepEqual(claimMappings.groups, { claim: 'roles', prefix: 'g:', expression: '' });
  assert.deepEqual(
    claimValidationRules.map(({ claim, requiredValue }) => [claim, requiredValue]),
    [
      ['hd', 'example.com'],
      ['x', 'a=b'],
    ],
  );
});

const prefixes: readonly (readonly [name: string, flags: Flags, claim: string, prefix: string])[] = [
  ['nothing said', {}, 'sub', 'https://issuer.example#'],
  ['an address', { oidcUsernameClaim: 'email' }, 'email', ''],
  ['an address with a prefix', { oidcUsernameClaim: 'email', oidcUsernamePrefix: 'u:' }, 'email', 'u:'],
  ['a dash', { oidcUsernamePrefix: '-' }, 'sub', ''],
];
for (const [name, flags, claim, prefix] of prefixes) {
  test(`the prefix of user names: ${name}`, async () => {
    assert.deepEqual((await issuerOf(flags)).claimMappings.username, { claim, prefix, expression: '' });
  });
}

const algorithms: readonly (readonly [flags: Flags, expected: readonly string[] | number])[] = [
  [REQUIRED, ['RS256']],
  [{ ...REQUIRED, oidcSigningAlgs: 'ES256,PS512' }, ['ES256', 'PS512']],
  [{ authenticationConfig: file }, 9],
];
for (const [flags, expected] of algorithms) {
  test(`algorithms with ${Object.keys(flags).at(-1)}`, () => {
    const found = algorithmsOf(settingsOf(flags));
    assert.deepEqual(typeof expected === 'number' ? found.length : found, expected);
  });
}

const refused: readonly (readonly [flags: Flags, message: RegExp])[] = [
  [
    { ...REQUIRED, authenticationConfig: file },
    /^--authentication-config and the --oidc-\* flags are mutually exclusive/,
  ],
  [{ oidcSigningAlgs: 'RS256', authenticationConfig: file }, /mutually exclusive/],
  [{ oidcIssuerUrl: 'https://a' }, /^--oidc-issuer-url and --oidc-client-id must be given together/],
  [{ oidcClientId: 'a' }, /must be given together/],
  [{ oidcUsernameClaim: 'sub' }, /must be given together/],
  [{ ...REQUIRED, oidcSigningAlgs: 'HS256' }, /^--oidc-signing-algs is "HS256", but must be one of ES256, /],
  [{ ...REQUIRED, oidcRequiredClaim: 'hd' }, /^--oidc-required-claim is "hd", but must be a claim and its value/],
  [{ ...REQUIRED, oidcIssuerUrl: 'http://a' }, /^--oidc-issuer-url is "http:\/\/a", but must be an https URL/],
];
for (const [flags, message] of refused) {
  test(`refused: ${JSON.stringify(Object.keys(flags))} ${message}`, () => {
    assert.throws(() => settingsOf(flags), { name: 'ConfigError', message });
  });
}
