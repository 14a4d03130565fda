import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LATEST } from '../../admission/plugins/pod-security/version.ts';
import { textOf } from './family.ts';
import { PodSecurityMetrics } from './pod-security-metrics.ts';

test('what PodSecurity found', () => {
  const metrics = new PodSecurityMetrics();
  const write = { request_operation: 'create', resource: 'pod', subresource: '' } as const;
  metrics.evaluated(write, 'enforce', 'deny', { level: 'baseline', version: LATEST });
  metrics.evaluated(write, 'enforce', 'deny', { level: 'baseline', version: LATEST });
  metrics.evaluated(write, 'warn', 'deny', { level: 'restricted', version: 36 });
  for (const version of [37, 1000]) metrics.evaluated(write, 'enforce', 'allow', { level: 'baseline', version });
  metrics.exempted(write);
  metrics.failed(write, false);
  const lines = [...metrics.families()].flatMap((family) => textOf(family).split('\n'));
  const labels = 'request_operation="create",resource="pod",subresource=""';
  const evaluated = (decision: string, level: string, version: string, mode: string) =>
    `pod_security_evaluations_total{decision="${decision}",policy_level="${level}",policy_version="${version}",mode="${mode}",${labels}}`;
  assert.deepEqual(
    lines.filter((line) => line !== '' && !line.startsWith('#')),
    [
      `${evaluated('deny', 'baseline', 'latest', 'enforce')} 2`,
      `${evaluated('deny', 'restricted', 'v1.36', 'warn')} 1`,
      `${evaluated('allow', 'baseline', 'future', 'enforce')} 2`,
      `pod_security_exemptions_total{${labels}} 1`,
      `pod_security_errors_total{fatal="false",${labels}} 1`,
    ],
  );
});
