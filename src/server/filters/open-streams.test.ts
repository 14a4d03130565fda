import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { ManualClock } from '../../util/clock.ts';
import { OpenStreams } from './open-streams.ts';
import { Peer, ticker } from './testing-streams.ts';

interface Owner {
  readonly name: string;
  readonly bases: readonly string[];
  endsAt?: number;
}

/** @param isValid default: whoever is not in `gone` */
function setup(isValid?: (owner: Owner) => boolean | Promise<boolean>) {
  const gone = new Set<string>();
  const asked: string[] = [];
  const ended: string[] = [];
  const clock = new ManualClock(0);
  const streams = new OpenStreams<Owner>({
    isRevoked: () => false,
    basesOf: ({ bases }) => bases,
    isValid(owner) {
      asked.push(owner.name);
      return isValid ? isValid(owner) : !gone.has(owner.name);
    },
    endsAt: ({ endsAt }) => endsAt,
    onEnded: (why, count) => ended.push(`${count} ${why}`),
    clock,
  });
  const open = async (owner: Owner) => {
    const peer = new Peer();
    const done = streams.own(owner, ticker)(peer);
    await setImmediate();
    return { peer, done };
  };
  return { streams, open, gone, asked, ended, clock };
}

/** Until what was changed has been looked at. */
const reviewed = async () => {
  for (let turn = 0; turn < 3; turn++) await setImmediate();
};

describe('what a credential rests on', () => {
  test('ends its streams when it goes, and those of nobody else', async () => {
    const { streams, open, gone, asked, ended } = setup();
    const { done, peer } = await open({ name: 'one', bases: ['pod', 'account'] });
    await open({ name: 'other', bases: ['account'] });
    await open({ name: 'stranger', bases: ['elsewhere'] });
    asked.length = 0;
    gone.add('one');
    streams.review('account');
    await done;
    assert.deepEqual(peer.got, ['first']);
    assert.deepEqual([asked, ended, streams.size], [['one', 'other'], ['1 invalid'], 2]);
  });

  test('is looked at once for many changes at once, and again for later ones', async () => {
    const { streams, open, asked } = setup();
    await open({ name: 'one', bases: ['pod'] });
    asked.length = 0;
    for (let i = 0; i < 100; i++) streams.review('pod');
    await reviewed();
    assert.deepEqual(asked, ['one']);
    streams.review('pod');
    await reviewed();
    assert.deepEqual(asked, ['one', 'one']);
  });

  test('costs nothing when it changes and no stream rests on it', async () => {
    const { streams, open, asked } = setup();
    const { peer, done } = await open({ name: 'one', bases: ['pod'] });
    peer.leave();
    await done;
    asked.length = 0;
    for (const basis of ['pod', 'another']) streams.review(basis);
    await reviewed();
    assert.deepEqual(asked, []);
  });

  test('that went before the stream was open', async () => {
    const { streams, open, gone } = setup();
    gone.add('one');
    const { peer, done } = await open({ name: 'one', bases: ['pod'] });
    await done;
    assert.deepEqual([peer.got, streams.size], [[], 0]);
  });

  test('that goes while it is asked whether it is there', async () => {
    const judgements: ((isValid: boolean) => void)[] = [];
    const judge = () => new Promise<boolean>((resolve) => judgements.push(resolve));
    const { streams, open, ended } = setup(judge);
    const { peer, done } = await open({ name: 'one', bases: ['pod'] });
    streams.review('pod');
    await reviewed();
    judgements[1]!(false);
    await reviewed();
    judgements[0]!(true);
    await done;
    assert.deepEqual([ended, peer.got.includes('too late')], [['1 invalid'], false]);
  });

  test('sets another end for its streams', async () => {
    const { streams, open, ended, clock } = setup();
    const owner: Owner = { name: 'one', bases: ['pod'], endsAt: 1000 };
    const { done } = await open(owner);
    owner.endsAt = 10;
    streams.review('pod');
    await reviewed();
    clock.advance(9);
    assert.deepEqual(ended, []);
    clock.advance(1);
    await done;
    assert.deepEqual(ended, ['1 expired']);
  });

  test('does not make anybody wait for one whose judgement takes long', async () => {
    let isOpening = true;
    const slow = ({ name }: Owner) => isOpening || (name === 'slow' ? new Promise<boolean>(() => {}) : false);
    const { streams, open } = setup(slow);
    await open({ name: 'slow', bases: ['account'] });
    const { done } = await open({ name: 'one', bases: ['account'] });
    isOpening = false;
    streams.review('account');
    await done;
  });
});
