import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { IpRanges } from './ip-ranges.ts';

const MISMATCH = /^AllocationError: the provided network does not match the current range$/;
const TAKEN = /^AllocationError: provided IP is already allocated$/;
const FULL = /^AllocationError: range is full$/;

const ready = (...cidrs: string[]) => cidrs.map((cidr) => ({ cidr, isReady: true }));

function rangesOver(cidrs: string[], foreign: string[] = []): IpRanges {
  const ranges = new IpRanges(
    'IPv4',
    () => 0,
    (ip) => foreign.includes(ip),
  );
  ranges.use(ready(...cidrs));
  return ranges;
}

describe('several ranges', () => {
  it('the next one gives when the first is full', () => {
    const ranges = rangesOver(['10.0.0.0/30', '10.1.0.0/30']);
    const given = Array.from({ length: 4 }, () => ranges.takeNext());
    assert.deepEqual(given, ['10.0.0.1', '10.0.0.2', '10.1.0.1', '10.1.0.2']);
    assert.throws(() => ranges.takeNext(), FULL);
    ranges.free('10.0.0.2');
    assert.equal(ranges.takeNext(), '10.0.0.2');
  });

  it('one that is not ready gives nothing, and takes back', () => {
    const ranges = rangesOver(['10.0.0.0/30']);
    ranges.take('10.0.0.1');
    ranges.use([{ cidr: '10.0.0.0/30', isReady: false }]);
    assert.throws(() => ranges.take('10.0.0.2'), MISMATCH);
    assert.throws(() => ranges.takeNext(), FULL);
    ranges.free('10.0.0.1');
    ranges.use(ready('10.0.0.0/30'));
    ranges.take('10.0.0.1');
  });

  it('overlapping ones give no address twice', () => {
    const ranges = rangesOver(['10.0.0.0/30', '10.0.0.0/29']);
    const given = Array.from({ length: 6 }, () => ranges.takeNext());
    assert.deepEqual(new Set(given).size, 6);
    assert.throws(() => ranges.takeNext(), FULL);
    ranges.free('10.0.0.1');
    ranges.take('10.0.0.1');
    assert.throws(() => ranges.take('10.0.0.1'), TAKEN);
  });

  it('an address stays taken over the end and the return of its range', () => {
    const ranges = rangesOver(['10.0.0.0/29']);
    ranges.take('10.0.0.3');
    ranges.use([]);
    ranges.use(ready('10.0.0.0/29'));
    assert.throws(() => ranges.take('10.0.0.3'), TAKEN);
  });

  it('an address that a service had in no range is found taken once a range has it', () => {
    const ranges = rangesOver(['10.0.0.0/29']);
    ranges.restore('10.9.0.3');
    ranges.use(ready('10.9.0.0/29'));
    assert.throws(() => ranges.take('10.9.0.3'), TAKEN);
    ranges.free('10.9.0.3');
    ranges.take('10.9.0.3');
  });

  it('ranges without an address to give are full', () => {
    const ranges = rangesOver(['10.0.0.0/32', '10.0.1.0/31']);
    assert.throws(() => ranges.takeNext(), FULL);
    assert.throws(() => ranges.take('10.0.0.0'), MISMATCH);
  });

  it('what is somebody else’s is neither given nor taken, nor kept from them', () => {
    const foreign = ['10.0.0.1'];
    const ranges = rangesOver(['10.0.0.0/30'], foreign);
    assert.throws(() => ranges.take('10.0.0.1'), TAKEN);
    assert.equal(ranges.takeNext(), '10.0.0.2');
    assert.throws(() => ranges.takeNext(), FULL);
    foreign.pop();
    assert.equal(ranges.takeNext(), '10.0.0.1');
  });
});
