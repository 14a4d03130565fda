import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { Base64Error, canonicalBase64 } from './base64.ts';
import { parseFreeForm } from './free-form.ts';
import { canonicalMicroTime, canonicalTime, TimeError } from './time.ts';

describe('canonicalTime', () => {
  const taken: [string, string][] = [
    ['2026-01-02T03:04:05Z', '2026-01-02T03:04:05Z'],
    ['2026-01-02T03:04:05.999Z', '2026-01-02T03:04:05Z'],
    ['2026-01-02T03:04:05+05:30', '2026-01-01T21:34:05Z'],
    ['2026-01-01T00:30:00-01:00', '2026-01-01T01:30:00Z'],
    ['2024-02-29T00:00:00Z', '2024-02-29T00:00:00Z'],
  ];
  for (const [text, expected] of taken) it(text, () => assert.equal(canonicalTime(text), expected));

  const layout = '"2006-01-02T15:04:05Z07:00"';
  const refused: [text: string, message: string][] = [
    ['', `parsing time "" as ${layout}: cannot parse "" as "2006"`],
    ['2026', `parsing time "2026" as ${layout}: cannot parse "" as "-"`],
    ['2026-01-02', `parsing time "2026-01-02" as ${layout}: cannot parse "" as "T"`],
    ['2026-01-02T03:04:05', `parsing time "2026-01-02T03:04:05" as ${layout}: cannot parse "" as "Z07:00"`],
    ['2026-13-02T03:04:05Z', 'parsing time "2026-13-02T03:04:05Z": month out of range'],
    ['2026-02-29T03:04:05Z', 'parsing time "2026-02-29T03:04:05Z": day out of range'],
    ['2026-01-02T24:04:05Z', 'parsing time "2026-01-02T24:04:05Z": hour out of range'],
    ['2026-01-02T03:04:05Zx', 'parsing time "2026-01-02T03:04:05Zx": extra text: "x"'],
  ];
  for (const [text, message] of refused) {
    it(`refuses "${text}"`, () => assert.throws(() => canonicalTime(text), new TimeError(message)));
  }

  it('agrees with Date on every second', () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date('0001-01-01'), max: new Date('9998-12-31'), noInvalidDate: true }),
        (date) => {
          const expected = `${date.toISOString().slice(0, 19)}Z`;
          assert.equal(canonicalTime(date.toISOString()), expected);
        },
      ),
    );
  });
});

describe('canonicalMicroTime', () => {
  it('keeps microseconds', () => {
    assert.equal(canonicalMicroTime('2026-01-02T03:04:05.000001Z'), '2026-01-02T03:04:05.000001Z');
    assert.equal(canonicalMicroTime('2026-01-02T03:04:05.123456+01:00'), '2026-01-02T02:04:05.123456Z');
  });

  for (const text of ['2026-01-02T03:04:05Z', '2026-01-02T03:04:05.123Z', '2026-01-02T03:04:05.1234567Z']) {
    it(`refuses ${text}`, () => assert.throws(() => canonicalMicroTime(text), TimeError));
  }
});

describe('canonicalBase64', () => {
  it('takes what Buffer writes', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        const text = Buffer.from(bytes).toString('base64');
        assert.equal(canonicalBase64(text), text);
      }),
    );
  });

  it('passes over line breaks, and takes bits that no byte needs', () => {
    assert.equal(canonicalBase64('YWJj\r\nZGVm\n'), 'YWJjZGVm');
    assert.equal(canonicalBase64('YR=='), 'YQ==');
    assert.equal(canonicalBase64('YQ=\n='), 'YQ==');
  });

  const refused: [text: string, at: number][] = [
    ['!', 0],
    ['YW!j', 2],
    ['YW-j', 2],
    ['Y', 0],
    ['YWJjZ', 4],
    ['YQ', 0],
    ['=', 0],
    ['Y===', 1],
    ['YQ=a', 2],
    ['YQ==YQ==', 4],
    ['YWI=x', 4],
  ];
  for (const [text, at] of refused) {
    it(`refuses ${text}`, () => {
      assert.throws(() => canonicalBase64(text), new Base64Error(`illegal base64 data at input byte ${at}`));
    });
  }
});

describe('parseFreeForm', () => {
  it('tells of every repeated key', () => {
    const text = '{"a":{"b":1,"b":2},"c":[{"d":1,"d":2}],"a":3}';
    assert.deepEqual(parseFreeForm(Buffer.from(text)), {
      value: { a: 3, c: [{ d: 2 }] },
      duplicates: ['duplicate field "a.b"', 'duplicate field "c[0].d"', 'duplicate field "a"'],
    });
  });

  it('tells of nothing else', () => {
    fc.assert(fc.property(fc.json(), (text) => assert.deepEqual(parseFreeForm(Buffer.from(text)).duplicates, [])));
  });
});
