/** Plays requests to which a real kube-apiserver's answers are recorded, and compares ours. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { ControlPlane } from '../support/control-plane.ts';
import { type Answer, encodeBody } from '../support/https.ts';
import { ACCEPTED, type Accepted } from './accepted.ts';
import { ACCEPTED_OF_ACCESS } from './accepted-access.ts';
import { type Difference, differences, plain } from './compare.ts';

const RECORDED = new URL('../../../shared/recorded/', import.meta.url);
const RECORDINGS = ['objects', 'access'] as const;
/** The range of the recording, some of whose addresses the scenario names, and the plugins that were on beside the default ones. */
const FLAGS = ['--in-memory', '--service-cluster-ip-range=10.0.0.0/24'];

interface Step {
  readonly name: string;
  readonly method: string;
  readonly path: string;
  readonly body?: unknown;
  readonly type?: string;
  readonly accept?: string;
  /** Whom the administrator acts as. */
  readonly user?: string;
  readonly groups?: readonly string[];
  /** Asks again for so many seconds, until the status is `until`. */
  readonly wait?: number;
  readonly until?: number;
  readonly want: unknown;
}

const accepted = new Map<string, readonly Accepted[]>([
  ['objects', ACCEPTED],
  ['access', ACCEPTED_OF_ACCESS],
]);

for (const recording of RECORDINGS) {
  const file = new URL(`${recording}.json`, RECORDED);
  const isRecorded = existsSync(file);
  const steps: Step[] = isRecorded ? JSON.parse(readFileSync(file, 'utf8')) : [];
  const title = `recorded answers on ${recording}`;
  describe(isRecorded ? title : `${title} (not at hand)`, { skip: !isRecorded }, () =>
    replay(steps, accepted.get(recording)!),
  );
}

function replay(steps: readonly Step[], differing: readonly Accepted[]): void {
  let plane: ControlPlane;
  const used = new Set<Accepted>();
  before(async () => {
    plane = await ControlPlane.start({ flags: FLAGS });
  });
  after(() => plane.stop());

  // In order: later steps build on what earlier ones made.
  for (const step of steps) {
    test(`${step.name}: ${step.method} ${step.path}`, async () => {
      const answer = await play(plane, step);
      const left = [...differences(recorded(step), shown(answer), '')].filter((found) => {
        const entry = acceptedBy(differing, step, found);
        if (entry) used.add(entry);
        return entry === undefined;
      });
      assert.deepEqual(
        left.map(({ text }) => text),
        [],
      );
    });
  }

  test('every accepted difference is still there', () => {
    assert.deepEqual(
      differing.filter((entry) => !entry.varies && !used.has(entry)).map(({ reason }) => reason),
      [],
    );
  });
}

async function play(plane: ControlPlane, step: Step): Promise<Answer> {
  const { method, accept = 'application/json', type = 'application/json', wait = 0, until = 200 } = step;
  const body = encodeBody(step.body) ?? '';
  // Node's client does not frame the bodies of deletions by itself.
  const length = String(Buffer.byteLength(body));
  const headers = { accept, 'content-type': type, 'content-length': length, 'user-agent': 'replay/1', ...acting(step) };
  const deadline = performance.now() + wait * 1000;
  for (;;) {
    const answer = await plane.ask(step.path, { method, headers, body });
    if (answer.status === until || performance.now() >= deadline) return answer;
    await sleep(100);
  }
}

function acting({ user, groups = [] }: Step): Record<string, string> {
  if (user === undefined) return {};
  // Node's client sends an array as one header for each; its type says string only here.
  return { 'impersonate-user': user, ...(groups.length > 0 && { 'impersonate-group': groups as unknown as string }) };
}

/** An answer as the recording has it. */
function shown({ status, headers, text }: Answer): unknown {
  const warnings = headers.warning ? headers.warning.split(/, (?=299 )/) : [];
  return { code: status, type: headers['content-type'] ?? '', warnings, body: plain(parsed(text)) };
}

/** The recording has been through the same rules; what ours do beyond them, they do to both. */
function recorded({ want }: Step): unknown {
  return plain(want);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function acceptedBy(differing: readonly Accepted[], step: Step, { path }: Difference): Accepted | undefined {
  return differing.find(
    ({ steps: names, paths }) =>
      names.includes(step.name) &&
      paths.some((entry) => (typeof entry === 'string' ? path.startsWith(entry) : entry.test(path))),
  );
}
