import assert from 'node:assert/strict';
import { test } from 'node:test';
import { StatusError } from '../../api/status.ts';
import type { Revocation } from '../../authentication/revocation/revocation.ts';
import type { Holder } from '../../request/credential.ts';
import type { ApiResponse, BodyStream } from '../../request/http.ts';
import { ANONYMOUS } from '../../request/user-info.ts';
import { ManualClock } from '../../util/clock.ts';
import { OpenStreams } from './open-streams.ts';
import { revocation, type StreamOwner } from './revocation.ts';
import { answer, contextOf } from './testing.ts';
import { Peer, ticker } from './testing-streams.ts';

const FOUND: Revocation = {
  name: 'r',
  kind: 'user',
  key: 'jane',
  issuer: undefined,
  revokedAt: 0,
  issuedBefore: Infinity,
  reason: 'Unspecified',
};

function stageFor(revoked: Set<string>) {
  const refused: string[] = [];
  const accepted: string[] = [];
  const find = ({ user }: Holder) => (revoked.has(user.name) ? FOUND : undefined);
  const clock = new ManualClock(1000);
  const ended: string[] = [];
  const streams = new OpenStreams<StreamOwner>({
    isRevoked: (owner) => find(owner) !== undefined,
    basesOf: () => [],
    isValid: () => true,
    endsAt: ({ credential }) => credential?.expiresAt,
    onEnded: (why, count) => ended.push(`${count} ${why}`),
    clock,
  });
  const own = new WeakSet<object>();
  const stage = revocation({
    find,
    streams,
    isOwn: (context) => own.has(context),
    onAccepted: ({ user }) => accepted.push(user.name),
    onRefused: ({ user }, { name }) => refused.push(`${user.name} by ${name}`),
  });
  return { stage, streams, clock, refused, accepted, own, ended };
}

async function open(
  stage: ReturnType<typeof stageFor>['stage'],
  body: BodyStream,
  peer: Peer,
  context = contextOf('GET', '/api/v1/pods?watch=1'),
) {
  const response = (await stage(context, () => ({
    ...answer(),
    body,
  }))) as ApiResponse;
  return { done: (response.body as BodyStream)(peer) };
}

test('a revoked credential is 401, in the words of any bad credential', () => {
  const { stage, refused, accepted } = stageFor(new Set(['jane']));
  assert.throws(
    () => stage(contextOf('GET', '/api/v1/pods'), () => assert.fail('it was let on')),
    (error) => error instanceof StatusError && error.code === 401 && error.message === 'Unauthorized',
  );
  assert.deepEqual([refused, accepted], [['jane by r'], []]);
});

test('parts of this process and anonymous clients hold nothing that could be revoked', () => {
  const { stage, own } = stageFor(new Set(['jane', ANONYMOUS.name]));
  const context = contextOf('GET', '/api/v1/pods');
  own.add(context);
  assert.equal((stage(context, () => answer()) as ApiResponse).status, 200);
  const anonymous = { ...contextOf('GET', '/version'), user: ANONYMOUS };
  assert.equal((stage(anonymous, () => answer()) as ApiResponse).status, 200);
  const named = { ...anonymous, credential: { id: 'X509SHA256=aa' } };
  assert.throws(() => stage(named, () => answer()), StatusError);
});

test('a stream ends when its credential is revoked, and what comes late is not sent', async () => {
  const revoked = new Set<string>();
  const { stage, streams, ended } = stageFor(revoked);
  const peer = new Peer();
  const { done } = await open(stage, ticker, peer);
  streams.sweep();
  assert.deepEqual(ended, []);
  revoked.add('jane');
  streams.sweep();
  await done;
  assert.deepEqual([peer.got, ended], [['first'], ['1 revoked']]);
  assert.equal(streams.size, 0);
});

test('a stream ends when its credential expires, however far off that is', async () => {
  const { stage, streams, clock, ended } = stageFor(new Set());
  const peers = [new Peer(), new Peer()];
  const expiresAt = 40 * 86_400_000;
  const expiring = { ...contextOf('GET', '/api/v1/pods?watch=1'), credential: { id: 'JTI=a', expiresAt } };
  const lasting = { ...expiring, credential: { id: 'JTI=b' } };
  const opened = [await open(stage, ticker, peers[0]!, expiring), await open(stage, ticker, peers[1]!, lasting)];
  clock.advance(expiresAt - clock.now() - 1);
  assert.equal(streams.size, 2);
  clock.advance(1);
  await opened[0]!.done;
  assert.equal(streams.size, 1);
  peers[1]!.leave();
  await opened[1]!.done;
  assert.deepEqual([peers[0]!.got, ended], [['first'], ['1 expired']]);
});

test('a writer that waits for a slow peer is ended too', async () => {
  const revoked = new Set<string>();
  const { stage, streams } = stageFor(revoked);
  const peer = new Peer();
  peer.full = true;
  const body: BodyStream = async (sink) => {
    while (!sink.closed) if (!sink.write(Buffer.from('x'))) await sink.drained();
  };
  const { done } = await open(stage, body, peer);
  revoked.add('jane');
  streams.sweep();
  await done;
  assert.deepEqual(peer.got, ['x']);
});

test('what was revoked between the request and its stream is not streamed', async () => {
  const revoked = new Set<string>();
  const { stage } = stageFor(revoked);
  const response = (await stage(contextOf('GET', '/api/v1/pods?watch=1'), async () => ({
    ...answer(),
    body: ticker,
  }))) as ApiResponse;
  revoked.add('jane');
  const peer = new Peer();
  await (response.body as BodyStream)(peer);
  assert.deepEqual(peer.got, []);
});

test('a peer that leaves ends its stream once', async () => {
  const { stage, streams } = stageFor(new Set());
  const peer = new Peer();
  const { done } = await open(stage, ticker, peer);
  peer.leave();
  await done;
  assert.equal(streams.size, 0);
});
