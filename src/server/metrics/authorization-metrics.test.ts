import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AuthorizationMetrics } from './authorization-metrics.ts';
import { textOf } from './family.ts';

function linesOf(metrics: AuthorizationMetrics): string[] {
  const text = [...metrics.families()].map(textOf).join('');
  return text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
}

test('counts decisions by who made them', () => {
  const metrics = new AuthorizationMetrics();
  for (const decision of ['allowed', 'denied', 'allowed'])
    metrics.decisions.add({ type: 'RBAC', name: 'rbac', decision });
  assert.deepEqual(linesOf(metrics), [
    'apiserver_authorization_decisions_total{type="RBAC",name="rbac",decision="allowed"} 2',
    'apiserver_authorization_decisions_total{type="RBAC",name="rbac",decision="denied"} 1',
  ]);
});

test('tells when the configuration was read again, and how it went', () => {
  const metrics = new AuthorizationMetrics();
  metrics.reloaded('failure', 1000);
  metrics.reloaded('failure', 2500);
  const prefix = 'apiserver_authorization_config_controller_automatic_reload';
  assert.deepEqual(linesOf(metrics), [
    `${prefix}s_total{status="failure"} 2`,
    `${prefix}_last_timestamp_seconds{status="failure"} 2.5`,
  ]);
});

test('names that come and go do not fill the memory', () => {
  const metrics = new AuthorizationMetrics();
  for (let i = 0; i < 2000; i++) metrics.decisions.add({ type: 'Webhook', name: `hook${i}`, decision: 'allowed' });
  assert.equal(linesOf(metrics).length, 1000);
});
