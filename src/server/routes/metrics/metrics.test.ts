import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ApiRequest } from '../../../request/http.ts';
import { ProcessMetrics } from '../../metrics/process-metrics.ts';
import { metricsRoute } from './metrics.ts';

const processMetrics = new ProcessMetrics();
const route = metricsRoute({
  collectors: [() => [{ name: 'a_total', help: 'A.', type: 'counter', samples: [{ labels: {}, value: 7 }] }]],
  processText: () => processMetrics.text(),
});

test('/metrics shows what is collected, and the process', async () => {
  const response = await route({ path: '/metrics', method: 'GET' } as ApiRequest);
  const body = String(response?.body);
  assert.match(body, /^# HELP a_total A\.\n# TYPE a_total counter\na_total 7\n/);
  assert.match(body, /^process_resident_memory_bytes \d+/m);
  assert.equal(response?.headers['content-type'], 'text/plain; version=0.0.4; charset=utf-8');
});

test('nothing else is its own', () => {
  assert.equal(route({ path: '/metrics/x', method: 'GET' } as ApiRequest), undefined);
  assert.equal(route({ path: '/metrics', method: 'POST' } as ApiRequest), undefined);
});
