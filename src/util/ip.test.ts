import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { blockContains, formatIp, formatIpBlock, isSpecial, parseIp, parseIpBlock, type SpecialRange } from './ip.ts';

describe('parseIp', () => {
  const valid: [text: string, canonical: string, family: number, marks: string][] = [
    ['10.0.0.1', '10.0.0.1', 4, ''],
    ['010.0.0.001', '10.0.0.1', 4, 'zeros'],
    ['0.0.0.0', '0.0.0.0', 4, ''],
    ['::', '::', 6, ''],
    ['::1', '::1', 6, ''],
    ['FE80:0:0:0:0:0:0:0abc', 'fe80::abc', 6, ''],
    ['2001:db8:0:0:1:0:0:1', '2001:db8::1:0:0:1', 6, ''],
    ['1:2:3:4:5:6:7::', '1:2:3:4:5:6:7:0', 6, ''],
    ['::ffff:1.2.3.4', '1.2.3.4', 4, 'mapped'],
    ['::FFFF:0102:0304', '1.2.3.4', 4, 'mapped'],
    ['64:ff9b::1.2.3.4', '64:ff9b::102:304', 6, ''],
  ];
  for (const [text, canonical, family, marks] of valid) {
    it(`${text} is ${canonical}`, () => {
      const address = parseIp(text)!;
      assert.equal(formatIp(address), canonical);
      assert.equal(address.family, family);
      assert.equal(address.mapped ? 'mapped' : address.leadingZeros ? 'zeros' : '', marks);
    });
  }
  for (const text of [
    '',
    'localhost',
    '10.0.0',
    '10.0.0.256',
    '10.0.0.-1',
    '10.0.0.0x1',
    ':',
    '1::2::3',
    '1:2:3:4:5:6:7',
    '1:2:3:4:5:6:7:8:9',
    '1:2:3:4:5:6:7:8::',
    '1:2:3:4:5:6:7:8::zz',
    'fe80::1%eth0',
    '12345::',
    '::1.2.3',
    '[::1]',
    '1'.repeat(100),
  ]) {
    it(`${JSON.stringify(text)} is none`, () => assert.equal(parseIp(text), undefined));
  }

  it('reads back what it writes', () => {
    fc.assert(
      fc.property(fc.bigInt(0n, 2n ** 128n - 1n), (bits) => {
        fc.pre(bits >> 32n !== 0xffffn);
        assert.equal(parseIp(formatIp({ family: 6, bits }))?.bits, bits);
      }),
    );
  });

  it('never throws', () => {
    fc.assert(fc.property(fc.string(), (text) => void parseIpBlock(`${text}/${text}`)));
  });
});

describe('parseIpBlock', () => {
  const valid: [text: string, canonical: string][] = [
    ['10.0.0.7/24', '10.0.0.0/24'],
    ['10.0.0.0/0', '0.0.0.0/0'],
    ['10.0.0.1/32', '10.0.0.1/32'],
    ['2001:DB8::1/32', '2001:db8::/32'],
    ['::ffff:10.0.0.0/120', '10.0.0.0/24'],
  ];
  for (const [text, canonical] of valid) {
    it(`${text} is ${canonical}`, () => assert.equal(formatIpBlock(parseIpBlock(text)!), canonical));
  }
  for (const text of [
    '10.0.0.0',
    '10.0.0.0/',
    '10.0.0.0/33',
    '::/129',
    '10.0.0/8',
    '/8',
    '10.0.0.0/-1',
    '::ffff:1.2.3.4/8',
  ]) {
    it(`${JSON.stringify(text)} is none`, () => assert.equal(parseIpBlock(text), undefined));
  }

  it('contains its addresses and no other', () => {
    const block = parseIpBlock('10.0.1.0/24')!;
    const inside = ['10.0.1.0', '10.0.1.255', '::ffff:10.0.1.7'];
    const outside = ['10.0.0.255', '10.0.2.0', '::a00:100'];
    for (const ip of inside) assert.equal(blockContains(block, parseIp(ip)!), true, ip);
    for (const ip of outside) assert.equal(blockContains(block, parseIp(ip)!), false, ip);
  });
});

describe('isSpecial', () => {
  const rows: [ip: string, range: SpecialRange | 'none'][] = [
    ['0.0.0.0', 'unspecified'],
    ['::', 'unspecified'],
    ['127.0.0.1', 'loopback'],
    ['127.255.255.255', 'loopback'],
    ['::ffff:127.0.0.1', 'loopback'],
    ['::1', 'loopback'],
    ['169.254.169.254', 'linkLocal'],
    ['febf::1', 'linkLocal'],
    ['224.0.0.251', 'linkLocalMulticast'],
    ['ff02::1', 'linkLocalMulticast'],
    ['ff32::1', 'linkLocalMulticast'],
    ['10.0.0.1', 'none'],
    ['224.0.1.1', 'none'],
    ['ff05::1', 'none'],
    ['fec0::1', 'none'],
  ];
  const ranges: SpecialRange[] = ['unspecified', 'loopback', 'linkLocal', 'linkLocalMulticast'];
  for (const [ip, range] of rows) {
    it(`${ip}: ${range}`, () => {
      assert.deepEqual(
        ranges.filter((candidate) => isSpecial(parseIp(ip)!, candidate)),
        range === 'none' ? [] : [range],
      );
    });
  }
});
