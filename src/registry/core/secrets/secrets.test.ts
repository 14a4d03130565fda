import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { describe, it } from 'node:test';
import { drive } from '../../testing.ts';
import { secrets } from './index.ts';
import { tlsPairProblem } from './tls-pair.ts';

const { created, createErrors, createWarnings, updateErrors } = drive(secrets, {
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { name: 's', namespace: 'd' },
});
const encode = (text: string): string => Buffer.from(text).toString('base64');

describe('stringData', () => {
  it('is folded into data and wins', () => {
    const object = created({ data: { a: encode('old'), b: encode('b') }, stringData: { a: 'new', c: 'ü' } });
    assert.deepEqual(object.data, { a: encode('new'), b: encode('b'), c: encode('ü') });
    assert.equal('stringData' in object, false);
    assert.equal(object.type, 'Opaque');
  });

  it('keeps a key __proto__ as a key', () => {
    const object = created();
    object.stringData = JSON.parse('{"__proto__": "x"}');
    secrets.strategy.defaults!(object);
    assert.equal(JSON.stringify(object.data), `{"__proto__":"${encode('x')}"}`);
  });

  it('adds no data where there is none', () => assert.equal('data' in created({ stringData: {} }), false));
});

describe('types', () => {
  const need = (key: string): string => `data[${key}]: Required value`;
  const redacted = (key: string): string =>
    `data[${key}]: Invalid value: "<secret contents redacted>": must be a valid JSON object`;
  const rows: [type: string, data: Record<string, string>, want: string[]][] = [
    ['Opaque', {}, []],
    ['kubernetes.io/dockerconfigjson', { '.dockerconfigjson': 'null' }, []],
    ['example.com/own', {}, []],
    ['toString', {}, []],
    ['kubernetes.io/tls', {}, [need('tls.crt'), need('tls.key')]],
    ['kubernetes.io/tls', { 'tls.crt': '', 'tls.key': '' }, []],
    ['kubernetes.io/basic-auth', {}, [need('username'), need('password')]],
    ['kubernetes.io/basic-auth', { password: '' }, []],
    ['kubernetes.io/ssh-auth', { 'ssh-privatekey': '' }, [need('ssh-privatekey')]],
    ['kubernetes.io/ssh-auth', { 'ssh-privatekey': 'k' }, []],
    ['kubernetes.io/dockercfg', {}, [need('.dockercfg')]],
    ['kubernetes.io/dockercfg', { '.dockercfg': '{}' }, []],
    ['kubernetes.io/dockerconfigjson', { '.dockerconfigjson': 'hunter2' }, [redacted('.dockerconfigjson')]],
    ['kubernetes.io/dockerconfigjson', { '.dockerconfigjson': '[]' }, [redacted('.dockerconfigjson')]],
    [
      'kubernetes.io/service-account-token',
      {},
      ['metadata.annotations[kubernetes.io/service-account.name]: Required value'],
    ],
  ];
  for (const [type, stringData, want] of rows) {
    it(`${type} ${JSON.stringify(stringData)}`, () => assert.deepEqual(createErrors({ type, stringData }), want));
  }

  it('a token names its account', () => {
    const metadata = { annotations: { 'kubernetes.io/service-account.name': 'default' } };
    assert.deepEqual(createErrors({ type: 'kubernetes.io/service-account-token', metadata }), []);
  });
});

describe('data', () => {
  it('keys are file names', () => {
    assert.match(createErrors({ data: { 'a b': '' } })[0]!, /^data\[a b\]: Invalid value: "a b": a valid config key/);
  });
  it('is at most a mebibyte', () => {
    assert.deepEqual(createErrors({ stringData: { a: 'x'.repeat(1024 * 1024) } }), []);
    assert.deepEqual(createErrors({ stringData: { a: 'x'.repeat(1024 * 1024), b: 'y' } }), [
      'data: Too long: may not be more than 1048576 bytes',
    ]);
  });
});

describe('updates', () => {
  const locked = { immutable: true, stringData: { a: '1' } };
  const rows: [name: string, change: object, old: object, want: string[]][] = [
    ['data', { stringData: { a: '2' } }, { stringData: { a: '1' } }, []],
    ['type', { type: 'x/y' }, {}, ['type: Invalid value: "x/y": field is immutable']],
    ['nothing of an immutable one', { stringData: { a: '1' } }, locked, []],
    [
      'data of an immutable one',
      { stringData: { a: '2' } },
      locked,
      ['data: Forbidden: field is immutable when `immutable` is set'],
    ],
  ];
  for (const [name, change, old, want] of rows) it(name, () => assert.deepEqual(updateErrors(change, old), want));
});

describe('TLS pairs', () => {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const key = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  const pem = '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n';
  const rows: [name: string, certificate: string, key: string, want: string][] = [
    ['no certificate', 'x', key, 'tls: failed to find any PEM data in certificate input'],
    ['no key', pem, 'x', 'tls: failed to find any PEM data in key input'],
    ['a broken certificate', pem, key, 'x509: malformed certificate'],
  ];
  for (const [name, certificate, privatePem, want] of rows) {
    it(name, () => assert.equal(tlsPairProblem(certificate, privatePem), want));
  }

  it('are warned of, other secrets are not', () => {
    const stringData = { 'tls.crt': 'x', 'tls.key': 'y' };
    assert.equal(createWarnings({ type: 'kubernetes.io/tls', stringData }).length, 1);
    assert.deepEqual(createWarnings({ stringData }), []);
  });
});
