/** A backend that stops for the whole of a load: memory and disk stay bounded, and what is lost is said. */
import assert from 'node:assert/strict';
import { readdir, readFile, stat } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { join } from 'node:path';
import { test } from 'node:test';
import { AUDIT_MODES } from '../../src/audit/sinks/mode.ts';
import { account, until, versionPolicy, withReceiver } from '../support/audited.ts';
import type { ControlPlane } from '../support/control-plane.ts';
import { hammer } from '../support/hammer.ts';

/** Each is recorded as it is received and as it is answered: together far more than the server may keep. */
const REQUESTS = 10_000;
const PATH = `/version?${'x'.repeat(10_000)}`;
const EVENTS_BYTES = 2 * REQUESTS * PATH.length;
/** Less than the events have: a server that kept them would end. */
const HEAP = ['env', 'NODE_OPTIONS=--max-old-space-size=160'];
const SPOOL_MIB = 4;
/** How much more it may be at the end than half-way, when some 100 MB of events have come on top. */
const FLAT = 1.4;

async function residentBytes(plane: ControlPlane): Promise<number> {
  const status = await readFile(`/proc/${plane.process.child.pid}/status`, 'utf8');
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)![1]) * 1024;
}

async function bytesIn(directory: string): Promise<number> {
  const sizes = (await readdir(directory)).map(async (name) => (await stat(join(directory, name))).size);
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}

const metric = (text: string, name: string) => Number(new RegExp(`^${name} (\\d+)$`, 'm').exec(text)?.[1]);

for (const mode of AUDIT_MODES) {
  const skip = process.platform === 'linux' ? false : 'resident memory is read from /proc';
  test(`${mode}: a webhook that takes connections and never answers${skip ? ` (skipped: ${skip})` : ''}`, {
    skip,
  }, async () => {
    const { receiver, plane } = await withReceiver(
      [
        `--audit-webhook-mode=${mode}`,
        `--audit-spool-maxsize=${SPOOL_MIB}`,
        `--audit-policy-file=${await versionPolicy('Metadata', [])}`,
        '--audit-log-maxsize=1',
        '--audit-log-maxbackup=1',
      ],
      { under: HEAP },
    );
    const silent: ServerResponse[] = [];
    receiver.misbehave = (_request, response) => void silent.push(response);

    const statuses = { 200: 0, 500: 0 } as Record<number, number>;
    let refusal = '';
    let answers = 0;
    const samples: Promise<number>[] = [];
    await hammer(plane, PATH, REQUESTS, ({ status, text }) => {
      statuses[status] = (statuses[status] ?? 0) + 1;
      if (status === 500) refusal = text;
      answers += 1;
      if (answers % (REQUESTS / 50) === 0) samples.push(residentBytes(plane));
    });
    // Peaks, for garbage comes and goes: of the second quarter, and of the last.
    const resident = await Promise.all(samples);
    const ratio = Math.max(...resident.slice(-12)) / Math.max(...resident.slice(12, 25));
    assert.ok(ratio < FLAT, `${ratio} times as much memory as half-way`);
    const spooled = await bytesIn(join(plane.dataDir, 'audit', 'spool', 'webhook'));
    assert.ok(spooled < SPOOL_MIB * 1024 * 1024, `${spooled} bytes on disk`);
    assert.ok(spooled < EVENTS_BYTES / 10);

    const isStrict = mode === 'blocking-strict';
    const metrics = (await plane.ask('/metrics')).text;
    const dropped = metric(metrics, 'allium_audit_dropped_total\\{backend="webhook"\\}');
    assert.equal(statuses[200]! + statuses[500]!, REQUESTS);
    assert.equal(statuses[500]! > 0, isStrict);
    assert.equal(dropped > 0, !isStrict);
    assert.equal(metric(metrics, 'apiserver_audit_requests_rejected_total'), statuses[500]);
    const ready = await plane.ask('/readyz?verbose');
    assert.equal(ready.status, isStrict ? 500 : 200);
    assert.match(
      ready.text,
      isStrict ? /^\[-\]audit\/webhook failed/m : /^\[\+\]audit\/webhook ok, but as many events wait/m,
    );
    if (isStrict) assert.match(JSON.parse(refusal).message, /failed to store audit event/);

    receiver.misbehave = undefined;
    for (const response of silent) response.destroy();
    await until(() => {
      const { there, missing } = account(receiver.events);
      return there + missing === 2 * statuses[200]!;
    });
    assert.equal(account(receiver.events).missing, dropped);
    await until(async () => !/audit\/webhook (failed|ok, but)/.test((await plane.ask('/readyz?verbose')).text));
  });
}
