/** CVE-2020-8562: a name is resolved once, and what was checked is what is dialled. */
import assert from 'node:assert/strict';
import type { LookupAddress } from 'node:dns';
import { describe, it } from 'node:test';
import { isRefused, pinnedLookup } from './pinned-lookup.ts';

const v4 = (address: string): LookupAddress => ({ address, family: 4 });
const v6 = (address: string): LookupAddress => ({ address, family: 6 });

interface Found {
  readonly error: string | undefined;
  readonly address?: string | LookupAddress[];
  readonly family?: number | undefined;
}

function find(addresses: readonly LookupAddress[], options: { all?: boolean; family?: number } = {}): Promise<Found> {
  const lookup = pinnedLookup(async () => addresses);
  return new Promise((resolve) => {
    lookup('hook.example.com', options, (error, address, family) =>
      resolve(error ? { error: error.code } : { error: undefined, address, family }),
    );
  });
}

describe('a name', () => {
  const GOOD = [v6('2001:db8::1'), v4('192.0.2.1'), v4('192.0.2.2')];
  const CASES: [what: string, options: { all?: boolean; family?: number }, found: Found][] = [
    ['of any family', {}, { error: undefined, address: '2001:db8::1', family: 6 }],
    ['of family 0', { family: 0 }, { error: undefined, address: '2001:db8::1', family: 6 }],
    ['of IPv4', { family: 4 }, { error: undefined, address: '192.0.2.1', family: 4 }],
    ['as all addresses', { all: true }, { error: undefined, address: GOOD, family: undefined }],
    ['as all of IPv6', { all: true, family: 6 }, { error: undefined, address: GOOD.slice(0, 1), family: undefined }],
  ];
  for (const [what, options, found] of CASES) {
    it(what, async () => assert.deepEqual(await find(GOOD, options), found));
  }

  it('of no address of the family is refused', async () => {
    assert.deepEqual(await find([v4('192.0.2.1')], { family: 6 }), { error: 'EACCES' });
  });

  it('of any address that is refused is refused, whichever would have been dialled', async () => {
    for (const options of [{}, { all: true }, { family: 4 }]) {
      assert.deepEqual(await find([...GOOD, v4('169.254.169.254')], options), { error: 'EACCES' });
      assert.deepEqual(await find([v6('fe80::1'), ...GOOD], options), { error: 'EACCES' });
    }
  });

  it('is resolved once for each connection', async () => {
    let asked = 0;
    const lookup = pinnedLookup(async () => {
      asked += 1;
      return asked === 1 ? [v4('192.0.2.1')] : [v4('169.254.169.254')];
    });
    const dialled = await new Promise((resolve) => {
      lookup('hook.example.com', {}, (_error, address) => resolve(address));
    });
    assert.deepEqual([dialled, asked], ['192.0.2.1', 1]);
  });

  it('that nobody knows is an error in the resolver’s words', async () => {
    const lookup = pinnedLookup(async () => {
      throw Object.assign(new Error('who?'), { code: 'ENOTFOUND' });
    });
    const error = await new Promise<any>((resolve) => {
      lookup('hook.example.com', {}, (failure) => resolve(failure));
    });
    assert.equal(error.code, 'ENOTFOUND');
  });
});

for (const [address, refused] of [
  ['169.254.169.254', true],
  ['169.254.0.0', true],
  ['::ffff:169.254.169.254', true],
  ['::ffff:a9fe:a9fe', true],
  ['fe80::1', true],
  ['febf::1', true],
  ['0.0.0.0', true],
  ['::', true],
  ['169.253.255.255', false],
  ['fec0::1', false],
  ['127.0.0.1', false],
  ['10.0.0.1', false],
  ['hook.example.com', false],
] as const) {
  it(`${address} is ${refused ? 'refused' : 'dialled'}`, () => assert.equal(isRefused(address), refused));
}
