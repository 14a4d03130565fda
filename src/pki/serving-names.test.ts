import assert from 'node:assert/strict';
import { test } from 'node:test';
import { servingNames } from './serving-names.ts';

test('the serving names cover the service, the loopback, the host and what the administrator adds, each once', () => {
  const names = servingNames({ name: 'Node-1', addresses: ['127.0.0.1', '192.0.2.1'] }, [
    '10.96.0.1',
    'api.example.com',
  ]);
  assert.deepEqual(names, [
    'localhost',
    'kubernetes',
    'kubernetes.default',
    'kubernetes.default.svc',
    'kubernetes.default.svc.cluster.local',
    '127.0.0.1',
    '::1',
    'node-1',
    '192.0.2.1',
    '10.96.0.1',
    'api.example.com',
  ]);
});

test('a host name that is no DNS name is left out', () => {
  assert.ok(!servingNames({ name: 'my_machine', addresses: [] }, []).includes('my_machine'));
});
