import assert from 'node:assert/strict';
import { test } from 'node:test';
import { textOf } from './family.ts';
import { OidcMetrics } from './oidc-metrics.ts';

const lines = (metrics: OidcMetrics) =>
  [...metrics.families()].flatMap((family) =>
    textOf(family)
      .split('\n')
      .filter((line) => line && !line.startsWith('#')),
  );

const PREFIX = 'apiserver_authentication_config_controller';
const JWKS = 'apiserver_authentication_jwt_authenticator_jwks_fetch_last';

test('reloads, the configuration and the keys are told, by hash', () => {
  const metrics = new OidcMetrics();
  metrics.configured(Buffer.from('a'), ['https://x']);
  metrics.reloaded('failure', 1000);
  metrics.reloaded('failure', 2500);
  metrics.fetched('https://x', undefined, 1000);
  metrics.fetched('https://x', 'abc', 2000);
  const a = 'sha256:ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb';
  const told = lines(metrics).map((line) => line.replace(/(jwt_issuer_hash="sha256:)[0-9a-f]{64}/, '$1…'));
  assert.deepEqual(told, [
    `${PREFIX}_automatic_reloads_total{status="failure"} 2`,
    `${PREFIX}_automatic_reload_last_timestamp_seconds{status="failure"} 2.5`,
    `${PREFIX}_last_config_info{hash="${a}"} 1`,
    `${JWKS}_timestamp_seconds{result="failure",jwt_issuer_hash="sha256:…"} 1`,
    `${JWKS}_timestamp_seconds{result="success",jwt_issuer_hash="sha256:…"} 2`,
    `${JWKS}_key_set_info{jwt_issuer_hash="sha256:…",hash="sha256:abc"} 1`,
  ]);
});

test('an issuer that is configured no more is told no more, whenever its keys come', () => {
  const metrics = new OidcMetrics();
  metrics.configured(undefined, ['https://x']);
  metrics.fetched('https://x', 'abc', 1000);
  metrics.configured(undefined, []);
  metrics.fetched('https://x', 'abc', 2000);
  assert.deepEqual(lines(metrics), []);
});
