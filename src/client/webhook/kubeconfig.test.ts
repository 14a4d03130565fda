import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { readWebhookConfig, WebhookConfigError } from './kubeconfig.ts';

function kubeconfig(cluster: object, user: object = {}) {
  return {
    clusters: [{ name: 'c', cluster: { server: 'https://hook.example/', ...cluster } }],
    users: [{ name: 'u', user }],
    contexts: [{ name: 'x', context: { cluster: 'c', user: 'u' } }],
    'current-context': 'x',
  };
}

test('paths are relative to the kubeconfig, data wins over them', () => {
  const config = readWebhookConfig(
    kubeconfig(
      { 'certificate-authority': 'ca.crt' },
      { 'client-certificate': '/abs.crt', 'client-key': 'x', 'client-key-data': 'a2V5', token: 't', tokenFile: 'f' },
    ),
    '/etc/hook',
  );
  assert.deepEqual(config.authority, { file: '/etc/hook/ca.crt' });
  assert.deepEqual(config.certificate, { file: '/abs.crt' });
  assert.deepEqual(config.privateKey, { data: 'key' });
  assert.deepEqual(config.token, { file: '/etc/hook/f' });
});

test('a context without a user calls as nobody; a single context needs not be named', () => {
  const { 'current-context': _, ...rest } = kubeconfig({});
  const config = readWebhookConfig({ ...rest, contexts: [{ name: 'x', context: { cluster: 'c' } }] }, '/');
  assert.equal(config.url.href, 'https://hook.example/');
});

const refused: { name: string; config: unknown; message: RegExp }[] = [
  { name: 'nothing', config: null, message: /must be an object/ },
  { name: 'plain HTTP', config: kubeconfig({ server: 'http://hook.example' }), message: /must be an https URL/ },
  {
    name: 'credentials in the URL',
    config: kubeconfig({ server: 'https://a:b@hook' }),
    message: /must be an https URL/,
  },
  { name: 'no verification', config: kubeconfig({ 'insecure-skip-tls-verify': true }), message: /must be verified/ },
  { name: 'a proxy', config: kubeconfig({ 'proxy-url': 'http://p' }), message: /proxies are not supported/ },
  { name: 'a plugin', config: kubeconfig({}, { exec: { command: 'sh' } }), message: /plugins are not supported/ },
  { name: 'half a pair', config: kubeconfig({}, { 'client-key': 'k' }), message: /belong together/ },
  {
    name: 'a name that is an address',
    config: kubeconfig({ 'tls-server-name': '::1' }),
    message: /must be a DNS name/,
  },
  {
    name: 'no such context',
    config: { ...kubeconfig({}), 'current-context': 'y' },
    message: /contexts has no entry "y"/,
  },
  { name: 'a number', config: kubeconfig({ server: 5 }), message: /server must be a string/ },
];
for (const { name, config, message } of refused) {
  test(`refused: ${name}`, () => {
    const isExpected = (error: unknown) => error instanceof WebhookConfigError && message.test(error.message);
    assert.throws(() => readWebhookConfig(config, '/'), isExpected);
  });
}

test('whatever the file holds, the answer is a config or a WebhookConfigError', () => {
  const odd = fc.oneof(fc.anything(), fc.constant({ server: 'https://a' }));
  fc.assert(
    fc.property(odd, odd, odd, (cluster, user, root) => {
      for (const config of [
        root,
        { ...kubeconfig({}), clusters: [{ name: 'c', cluster }], users: [{ name: 'u', user }] },
      ]) {
        try {
          readWebhookConfig(config, '/');
        } catch (error) {
          assert.ok(error instanceof WebhookConfigError, String(error));
        }
      }
    }),
  );
});
