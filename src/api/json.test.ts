import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import {
  encodeJson,
  JsonError,
  MAX_JSON_DEPTH,
  MAX_JSON_VALUES,
  NumberLiteral,
  parseJson,
  parseJsonWithLiterals,
} from './json.ts';
import { jsonSyntaxFault } from './json-syntax.ts';

const parse = (text: string) => parseJson(Buffer.from(text));

describe('parseJson', () => {
  it('reads what JSON.parse reads', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        fc.pre(!/\\u|\d{16}/.test(text));
        assert.deepEqual(parse(text), JSON.parse(text));
      }),
    );
  });

  it('keeps 64-bit integers, and what encodeJson writes of them', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), (integer) => {
        const text = `{"a":[${integer},1.5]}`;
        const read = parse(text) as { a: (number | bigint)[] };
        assert.equal(BigInt(read.a[0]!), integer);
        assert.equal(encodeJson(read), text);
      }),
    );
  });

  const numbers: [string, unknown][] = [
    ['9007199254740991', 9007199254740991],
    ['9007199254740993', 9007199254740993n],
    ['-9223372036854775808', -(2n ** 63n)],
    ['9223372036854775808', 2 ** 63],
    ['0.1234567890123456789', 0.12345678901234568],
    ['-0.0', -0],
  ];
  for (const [text, expected] of numbers) it(`reads ${text}`, () => assert.deepEqual(parse(text), expected));

  it('refuses a number that no double comes near', () => {
    const message = 'json: cannot unmarshal number 1e400 into Go value of type float64';
    assert.throws(() => parse('[1e400]'), new JsonError(message));
  });

  it('keeps what the text of a number says beyond its value, when asked', () => {
    const { value } = parseJsonWithLiterals(
      Buffer.from('[1, 1.0, 1e3, 18446744073709551616, "1.0", 9007199254740993]'),
    );
    const expected = [1, '1.0', '1e3', '18446744073709551616', '1.0', 9007199254740993n];
    assert.deepEqual(
      (value as unknown[]).map((item) => (item instanceof NumberLiteral ? item.text : item)),
      expected,
    );
  });

  it('leaves __proto__ an ordinary key, also where numbers are read apart', () => {
    const read = parse('{"__proto__":{"a":1.5}}') as object;
    assert.deepEqual(Object.keys(read), ['__proto__']);
    assert.equal(Object.getPrototypeOf(read), Object.prototype);
  });

  it('counts multi-byte text right when numbers are read apart', () => {
    assert.deepEqual(parse('["äöü€😀",1.5,"é"]'), ['äöü€😀', 1.5, 'é']);
  });

  it('refuses nesting past its limit', () => {
    const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);
    assert.ok(parse(nested(MAX_JSON_DEPTH)));
    assert.throws(() => parse(nested(MAX_JSON_DEPTH + 1)), new JsonError('exceeded max depth'));
    assert.throws(() => parse('{"a":'.repeat(1_000_000)), new JsonError('exceeded max depth'));
  });

  it('refuses more values than it could read without holding up others', () => {
    const message = 'Request entity too large: too many JSON values, limit is 50000';
    assert.throws(() => parse(`[${'1,'.repeat(MAX_JSON_VALUES)}1]`), { code: 413, message });
  });
});

describe('what is wrong with text that is not JSON', () => {
  const cases: [text: string, fault: string][] = [
    ['', 'unexpected end of JSON input'],
    ['{', 'unexpected end of JSON input'],
    ['"abc', 'unexpected end of JSON input'],
    ['tru', 'unexpected end of JSON input'],
    ['{nope', "invalid character 'n' looking for beginning of object key string"],
    ['nope', "invalid character 'o' in literal null (expecting 'u')"],
    ['{"a":1,}', "invalid character '}' looking for beginning of object key string"],
    ['{"a" 1}', "invalid character '1' after object key"],
    ['{"a":1 "b"}', `invalid character '"' after object key:value pair`],
    ['[1 2]', "invalid character '2' after array element"],
    ['[1,]', "invalid character ']' looking for beginning of value"],
    ['{}x', "invalid character 'x' after top-level value"],
    ['"\\x"', "invalid character 'x' in string escape code"],
    ['"\\u12g4"', "invalid character 'g' in \\u hexadecimal character escape"],
    ['"a\nb"', "invalid character '\\n' in string literal"],
    ['-x', "invalid character 'x' in numeric literal"],
    ['1.x', "invalid character 'x' after decimal point in numeric literal"],
    ['1ex', "invalid character 'x' in exponent of numeric literal"],
    ["'a'", "invalid character '\\'' looking for beginning of value"],
    ['é', "invalid character 'Ã' looking for beginning of value"],
  ];
  for (const [text, fault] of cases) {
    it(JSON.stringify(text), () => assert.throws(() => parse(text), new JsonError(fault)));
  }

  it('is told of exactly what JSON.parse refuses', () => {
    const nearly = fc.tuple(fc.json(), fc.nat(), fc.constantFrom('', '"', ',', '}', '\\', '0', 'e', '\n'));
    fc.assert(
      fc.property(nearly, ([text, at, insert]) => {
        const position = at % (text.length + 1);
        const changed = text.slice(0, position) + insert + text.slice(position + 1);
        assert.equal(jsonSyntaxFault(changed) === undefined, isJson(changed), changed);
      }),
      { numRuns: 1000 },
    );
  });
});

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
