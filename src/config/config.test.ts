import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { DEFAULT_CIPHER_SUITES } from '../server/tls/policy.ts';
import { readConfigFile, type WrittenSettings } from './config-file.ts';
import { ConfigError } from './errors.ts';
import { nearest } from './nearest.ts';
import { resolveSettings } from './resolve.ts';
import { SETTING_NAMES, type SettingName, type Settings, writtenName } from './settings.ts';

let directory: string;
before(async () => {
  directory = await mkdtemp(join(tmpdir(), 'allium-config-'));
});
after(() => rm(directory, { recursive: true }));

function flags(values: Partial<Record<SettingName, string>>): WrittenSettings {
  return new Map(
    Object.entries(values).map(([name, text]) => [
      name as SettingName,
      { text, origin: `--${writtenName(name as SettingName)}` },
    ]),
  );
}

async function file(content: string): Promise<WrittenSettings> {
  const path = join(directory, 'allium.yaml');
  await writeFile(path, content);
  return readConfigFile(path);
}

test('the defaults', () => {
  assert.deepEqual(resolveSettings(), {
    dataDir: '.allium',
    inMemory: false,
    eventTtl: 3_600_000,
    etcdCompactionInterval: 300_000,
    bindAddress: '127.0.0.1',
    port: 6443,
    advertiseAddress: undefined,
    kubeconfig: undefined,
    tlsCertFile: undefined,
    tlsPrivateKeyFile: undefined,
    apiserverCertExtraSans: [],
    tlsSniCertKey: [],
    tlsMinVersion: 'VersionTLS12',
    tlsCipherSuites: DEFAULT_CIPHER_SUITES,
    clientCaFile: undefined,
    clusterSigningDuration: 31_536_000_000,
    certificateValidityPeriod: 31_536_000_000,
    anonymousAuth: undefined,
    authenticationConfig: undefined,
    oidcIssuerUrl: undefined,
    oidcClientId: undefined,
    oidcUsernameClaim: undefined,
    oidcUsernamePrefix: undefined,
    oidcGroupsClaim: undefined,
    oidcGroupsPrefix: undefined,
    oidcRequiredClaim: undefined,
    oidcCaFile: undefined,
    oidcSigningAlgs: undefined,
    enableBootstrapTokenAuth: true,
    authenticationTokenWebhookConfigFile: undefined,
    authenticationTokenWebhookVersion: 'v1beta1',
    authenticationTokenWebhookCacheTtl: 120_000,
    requestheaderClientCaFile: undefined,
    requestheaderAllowedNames: ['front-proxy-client'],
    requestheaderUsernameHeaders: ['X-Remote-User'],
    requestheaderUidHeaders: ['X-Remote-Uid'],
    requestheaderGroupHeaders: ['X-Remote-Group'],
    requestheaderExtraHeadersPrefix: ['X-Remote-Extra-'],
    authorizationMode: undefined,
    authorizationConfig: undefined,
    authorizationWebhookConfigFile: undefined,
    authorizationWebhookVersion: undefined,
    authorizationWebhookCacheAuthorizedTtl: undefined,
    authorizationWebhookCacheUnauthorizedTtl: undefined,
    enableAdmissionPlugins: [],
    disableAdmissionPlugins: [],
    admissionControlConfigFile: undefined,
    defaultNotReadyTolerationSeconds: 300,
    defaultUnreachableTolerationSeconds: 300,
    auditPolicyFile: undefined,
    auditLogPolicyFile: undefined,
    auditLogPath: undefined,
    auditLogFormat: 'json',
    auditLogVersion: 'audit.k8s.io/v1',
    auditLogMode: 'batch',
    auditLogMaxsize: 100,
    auditLogMaxage: 0,
    auditLogMaxbackup: 0,
    auditLogCompress: false,
    auditLogFsync: 'batch',
    auditLogBatchBufferSize: 10_000,
    auditLogBatchMaxSize: 500,
    auditLogBatchMaxWait: 10,
    auditLogBatchThrottleEnable: false,
    auditLogBatchThrottleQps: 10,
    auditLogBatchThrottleBurst: 15,
    auditLogTruncateEnabled: false,
    auditLogTruncateMaxBatchSize: 10_485_760,
    auditLogTruncateMaxEventSize: 102_400,
    auditWebhookPolicyFile: undefined,
    auditWebhookConfigFile: undefined,
    auditWebhookVersion: 'audit.k8s.io/v1',
    auditWebhookMode: 'batch',
    auditWebhookInitialBackoff: 10_000,
    auditWebhookBatchBufferSize: 10_000,
    auditWebhookBatchMaxSize: 400,
    auditWebhookBatchMaxWait: 30_000,
    auditWebhookBatchThrottleEnable: true,
    auditWebhookBatchThrottleQps: 10,
    auditWebhookBatchThrottleBurst: 15,
    auditWebhookTruncateEnabled: false,
    auditWebhookTruncateMaxBatchSize: 10_485_760,
    auditWebhookTruncateMaxEventSize: 102_400,
    auditSyslogPolicyFile: undefined,
    auditSyslogServer: undefined,
    auditSyslogCaFile: undefined,
    auditSyslogCertFile: undefined,
    auditSyslogKeyFile: undefined,
    auditSyslogAppName: 'allium',
    auditSyslogMode: 'batch',
    auditSpoolMaxsize: 512,
    serviceAccountIssuer: ['https://kubernetes.default.svc.cluster.local'],
    serviceAccountSigningKeyFile: undefined,
    serviceAccountKeyFile: [],
    serviceAccountMaxTokenExpiration: 0,
    serviceAccountExtendTokenExpiration: true,
    serviceAccountLookup: true,
    serviceAccountJwksUri: undefined,
    legacyServiceAccountTokenCleanUpPeriod: 365 * 86_400_000,
    apiAudiences: [],
    serviceClusterIpRange: ['10.96.0.0/12'],
    serviceNodePortRange: { first: 30000, last: 32767 },
    maxRequestsInflight: 400,
    maxMutatingRequestsInflight: 200,
    requestTimeout: 60_000,
    minRequestTimeout: 1_800_000,
    http2MaxStreamsPerConnection: 100,
    shutdownDelayDuration: 0,
    logLevel: 'info',
  });
});

test("kube-apiserver's settings have its flag names", () => {
  const names = SETTING_NAMES.map(writtenName);
  for (const name of [
    'service-cluster-ip-range',
    'tls-private-key-file',
    'client-ca-file',
    'event-ttl',
    'http2-max-streams-per-connection',
  ]) {
    assert.ok(names.includes(name), name);
  }
});

const good: { setting: SettingName; text: string; value: unknown }[] = [
  { setting: 'port', text: '0', value: 0 },
  { setting: 'bindAddress', text: '::', value: '::' },
  { setting: 'eventTtl', text: '1h30m', value: 5_400_000 },
  { setting: 'inMemory', text: 'true', value: true },
  { setting: 'serviceClusterIpRange', text: '10.0.0.0/24,fd00::/112', value: ['10.0.0.0/24', 'fd00::/112'] },
  { setting: 'serviceNodePortRange', text: '30000', value: { first: 30000, last: 30000 } },
  { setting: 'apiserverCertExtraSans', text: 'api.example.com, 192.0.2.1', value: ['api.example.com', '192.0.2.1'] },
  { setting: 'advertiseAddress', text: '192.0.2.1', value: '192.0.2.1' },
  {
    setting: 'serviceAccountIssuer',
    text: 'https://a.example/path, before',
    value: ['https://a.example/path', 'before'],
  },
  { setting: 'serviceAccountMaxTokenExpiration', text: '1h', value: 3_600_000 },
  { setting: 'serviceAccountMaxTokenExpiration', text: '0s', value: 0 },
  { setting: 'apiAudiences', text: 'a,b', value: ['a', 'b'] },
  { setting: 'tlsCipherSuites', text: 'TLS_AES_128_GCM_SHA256', value: ['TLS_AES_128_GCM_SHA256'] },
  { setting: 'requestheaderUsernameHeaders', text: 'X-User, Remote_User', value: ['X-User', 'Remote_User'] },
  { setting: 'requestheaderAllowedNames', text: '', value: [] },
];
for (const { setting, text, value } of good) {
  test(`--${writtenName(setting)} ${text}`, () => {
    assert.deepEqual(resolveSettings(flags({ [setting]: text }))[setting], value);
  });
}

const bad: { setting: SettingName; text: string; message: string }[] = [
  { setting: 'port', text: '65536', message: '--port is "65536", but must be a whole number from 0 to 65535' },
  { setting: 'port', text: '-1', message: '--port is "-1", but must be a whole number from 0 to 65535' },
  { setting: 'port', text: '1e3', message: '--port is "1e3", but must be a whole number from 0 to 65535' },
  { setting: 'dataDir', text: '', message: '--data-dir is "", but must be a path' },
  { setting: 'bindAddress', text: 'localhost', message: '--bind-address is "localhost", but must be an IP address' },
  { setting: 'eventTtl', text: '10', message: '--event-ttl is "10", but must be a duration such as 30s, 5m or 1h30m' },
  { setting: 'eventTtl', text: '1ms', message: '--event-ttl is "1ms", but must be at least 1s' },
  { setting: 'logLevel', text: 'loud', message: '--log-level is "loud", but must be one of error, warn, info, debug' },
  { setting: 'inMemory', text: 'yes', message: '--in-memory is "yes", but must be true or false' },
  {
    setting: 'serviceClusterIpRange',
    text: '10.0.0.0/8',
    message: '--service-cluster-ip-range is "10.0.0.0/8", but must be smaller: for IPv4 the mask must be at least /12',
  },
  {
    setting: 'serviceClusterIpRange',
    text: '10.0.0.0/16,10.1.0.0/16',
    message:
      '--service-cluster-ip-range is "10.0.0.0/16,10.1.0.0/16", but must be of different IP families when there are two',
  },
  {
    setting: 'serviceNodePortRange',
    text: '9-8',
    message: '--service-node-port-range is "9-8", but must be a range of ports such as 30000-32767',
  },
  {
    setting: 'advertiseAddress',
    text: '127.0.0.1',
    message:
      '--advertise-address is "127.0.0.1", but must be an address that other machines can reach: not a loopback, link-local or unspecified one',
  },
  {
    setting: 'serviceAccountIssuer',
    text: 'http://a.example',
    message: '--service-account-issuer is "http://a.example", but must be an https URL without a query, to begin with',
  },
  {
    setting: 'serviceAccountIssuer',
    text: 'https://a.example,kubernetes/serviceaccount',
    message:
      '--service-account-issuer is "https://a.example,kubernetes/serviceaccount", but must be issuers, of which none is kubernetes/serviceaccount',
  },
  {
    setting: 'serviceAccountMaxTokenExpiration',
    text: '59m',
    message: '--service-account-max-token-expiration is "59m", but must be 0s, or from 1h to 2^32s',
  },
  {
    setting: 'serviceAccountLookup',
    text: 'false',
    message:
      '--service-account-lookup is "false", but must be true: tokens of accounts, pods and secrets that are gone are never believed',
  },
  {
    setting: 'serviceAccountJwksUri',
    text: 'http://a.example',
    message: '--service-account-jwks-uri is "http://a.example", but must be an https URL',
  },
  { setting: 'apiAudiences', text: 'a,', message: '--api-audiences is "a,", but must be a text' },
  {
    setting: 'tlsSniCertKey',
    text: 'a.crt',
    message: '--tls-sni-cert-key is "a.crt", but must be CERT,KEY or CERT,KEY:NAME,NAME',
  },
  {
    setting: 'tlsSniCertKey',
    text: 'a.crt,a.key:a b',
    message:
      '--tls-sni-cert-key is "a.crt,a.key:a b", but must be followed by names such as example.com or *.example.com',
  },
  {
    setting: 'tlsMinVersion',
    text: 'VersionTLS11',
    message: '--tls-min-version is "VersionTLS11", but must be one of VersionTLS12, VersionTLS13',
  },
  {
    setting: 'tlsCipherSuites',
    text: 'TLS_RSA_WITH_AES_128_GCM_SHA256',
    message:
      '--tls-cipher-suites is "TLS_RSA_WITH_AES_128_GCM_SHA256", but must be a suite that is secure: TLS_RSA_WITH_AES_128_GCM_SHA256 is not',
  },
  {
    setting: 'requestheaderUsernameHeaders',
    text: 'X-User,a b',
    message: '--requestheader-username-headers is "X-User,a b", but must be names of headers',
  },
  {
    setting: 'requestheaderGroupHeaders',
    text: 'Authorization',
    message:
      '--requestheader-group-headers is "Authorization", but must be headers of their own: Authorization has a meaning already',
  },
  {
    setting: 'requestheaderExtraHeadersPrefix',
    text: 'A',
    message:
      '--requestheader-extra-headers-prefix is "A", but must be headers of their own: authorization has a meaning already',
  },
];
for (const { setting, text, message } of bad) {
  test(`--${writtenName(setting)} ${JSON.stringify(text)} is refused`, () => {
    assert.throws(() => resolveSettings(flags({ [setting]: text })), new ConfigError(message));
  });
}

test('a file that is not there is refused before anything starts', () => {
  const missing = flags({ clientCaFile: join(directory, 'missing.crt') });
  assert.throws(
    () => resolveSettings(missing),
    /--client-ca-file is ".*", but must be a file that can be read: ENOENT/,
  );
});

test('a certificate and its key come together', async () => {
  const path = join(directory, 'tls.crt');
  await writeFile(path, '');
  assert.throws(() => resolveSettings(flags({ tlsCertFile: path })), /belong together: give both or neither/);
});

test('an event of the largest size must find room in a batch of the largest size', () => {
  for (const [backend, given] of [
    ['log', { auditLogTruncateMaxBatchSize: '10', auditLogTruncateMaxEventSize: '11' }],
    ['webhook', { auditWebhookTruncateMaxBatchSize: '10', auditWebhookTruncateMaxEventSize: '11' }],
  ] as const) {
    assert.throws(() => resolveSettings(flags(given)), {
      message: `invalid audit truncate ${backend} max batch size 10, must be greater than max event size (11)`,
    });
  }
});

describe('the config file', () => {
  test('has the names of the flags, and the flags win', async () => {
    const written = await file(
      'port: 7443\nin-memory: true\nevent-ttl: 2h\napiserver-cert-extra-sans: [a.example.com, b.example.com]\n',
    );
    const settings = resolveSettings(flags({ port: '8443' }), written);
    const expected: Partial<Settings> = {
      port: 8443,
      inMemory: true,
      eventTtl: 7_200_000,
      apiserverCertExtraSans: ['a.example.com', 'b.example.com'],
    };
    assert.deepEqual({ ...settings, ...expected }, settings);
  });

  test('pairs of certificates and keys, each with its names', async () => {
    for (const name of ['a.crt', 'a.key', 'b.crt', 'b.key']) await writeFile(join(directory, name), '');
    const written = await file('tls-sni-cert-key: ["a.crt,a.key", "b.crt,b.key:b.example.com,*.b.example.com"]');
    assert.deepEqual(resolveSettings(written).tlsSniCertKey, [
      { certificate: join(directory, 'a.crt'), privateKey: join(directory, 'a.key'), names: [] },
      {
        certificate: join(directory, 'b.crt'),
        privateKey: join(directory, 'b.key'),
        names: ['b.example.com', '*.b.example.com'],
      },
    ]);
  });

  test('relative paths are taken from the file', async () => {
    assert.equal(resolveSettings(await file('data-dir: data')).dataDir, join(directory, 'data'));
  });

  test('relative paths of a list too', async () => {
    const paths = ['a.pub', 'b.pub'].map((name) => join(directory, name));
    await Promise.all(paths.map((path) => writeFile(path, '')));
    assert.deepEqual(
      resolveSettings(await file('service-account-key-file: [a.pub, b.pub]')).serviceAccountKeyFile,
      paths,
    );
    assert.deepEqual(resolveSettings(await file('service-account-key-file: []')).serviceAccountKeyFile, []);
  });

  test('may be empty', async () => {
    assert.deepEqual(resolveSettings(await file('# nothing\n')), resolveSettings());
  });

  const refused: { name: string; content: string; message: RegExp }[] = [
    {
      name: 'an unknown setting, near',
      content: 'prot: 1',
      message: /^unknown setting "prot" in .*allium\.yaml: did you mean "port"\?$/,
    },
    {
      name: 'an unknown setting',
      content: 'zzzzzzzz: 1',
      message: /^unknown setting "zzzzzzzz" in .*: see `allium up --help`/,
    },
    { name: 'a key of Object.prototype', content: '__proto__: 1', message: /^unknown setting "__proto__"/ },
    {
      name: 'a bad value',
      content: 'port: high',
      message: /^port in .*allium\.yaml is "high", but must be a whole number/,
    },
    { name: 'a value of no use', content: 'port: {a: 1}', message: /^port in .* must be a text, a number/ },
    { name: 'nothing as a value', content: 'port:', message: /^port in .* must be a text, a number/ },
    { name: 'a list', content: '- port', message: /must hold settings/ },
    { name: 'no YAML', content: 'a: [', message: /is not YAML/ },
    { name: 'the same setting twice', content: 'port: 1\nport: 2', message: /is not YAML: .*unique/ },
  ];
  for (const { name, content, message } of refused) {
    test(`refuses ${name}`, async () => {
      await assert.rejects(
        async () => resolveSettings(await file(content)),
        (error) => {
          assert.ok(error instanceof ConfigError);
          assert.match(error.message, message);
          return true;
        },
      );
    });
  }

  test('must be there', async () => {
    await assert.rejects(readConfigFile(join(directory, 'nowhere.yaml')), /cannot read the file of --config: ENOENT/);
  });
});

test('the nearest name is offered only when it is near', () => {
  const names = ['data-dir', 'port'];
  assert.equal(nearest('datadir', names), 'data-dir');
  assert.equal(nearest('Port', names), 'port');
  assert.equal(nearest('something-else', names), undefined);
});
