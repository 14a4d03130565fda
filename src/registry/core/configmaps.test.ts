import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { assertErrors, drive } from '../testing.ts';
import { configMaps } from './configmaps.ts';

const { createErrors, updateErrors } = drive(configMaps, {
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'c', namespace: 'd' },
  data: { a: '1' },
});
const MIB = 1024 * 1024;

describe('data', () => {
  const rows: [name: string, change: object, want: (string | RegExp)[]][] = [
    ['valid', { binaryData: { b: 'AA==' } }, []],
    ['a bad key', { data: { 'a/b': '' } }, [/^data\[a\/b\]: Invalid value: "a\/b": a valid config key must consist/]],
    [
      'a bad binary key',
      { binaryData: { '..': '' } },
      [/^binaryData\[\.\.\]: Invalid value: "\.\.": must not be '\.\.'$/],
    ],
    [
      'a key in both',
      { binaryData: { a: '' } },
      ['data[a]: Invalid value: "a": duplicate of key present in binaryData'],
    ],
    ['as much as fits', { data: { a: 'x'.repeat(MIB) } }, []],
    ['too much', { data: { a: 'é'.repeat(MIB / 2), b: '1' } }, [/^: Too long: may not be more than 1048576 bytes$/]],
    ['too much in both', { data: { a: 'x'.repeat(MIB) }, binaryData: { b: 'AA==' } }, [/Too long/]],
  ];
  for (const [name, change, want] of rows) {
    it(name, () => assertErrors(createErrors(change), want));
  }

  it('keys of the prototype are keys', () => {
    const data = JSON.parse('{"__proto__": "x", "constructor": "y"}');
    assert.deepEqual(createErrors({ data }), []);
    assert.deepEqual(createErrors({ binaryData: { toString: '' } }), []);
  });
});

describe('immutable', () => {
  const locked = { immutable: true };
  const fixed = (field: string): string => `${field}: Forbidden: field is immutable when \`immutable\` is set`;
  const rows: [name: string, change: object, old: object, want: string[]][] = [
    ['setting it', locked, {}, []],
    ['changing nothing', {}, locked, []],
    ['changing metadata', { metadata: { labels: { a: 'b' } } }, locked, []],
    ['lifting it', { immutable: false }, locked, [fixed('immutable')]],
    ['dropping it', { immutable: null }, locked, [fixed('immutable')]],
    ['changing data', { data: { a: '2' } }, locked, [fixed('data')]],
    ['adding binary data', { binaryData: { b: '' } }, locked, [fixed('binaryData')]],
  ];
  for (const [name, change, old, want] of rows) it(name, () => assert.deepEqual(updateErrors(change, old), want));
});
