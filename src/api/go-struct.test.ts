import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dictionary, type GoStruct, goDiff, integer, optional, pointer, struct, text } from './go-struct.ts';

const SHAPE: GoStruct = {
  ID: text('id'),
  Lun: integer('lun'),
  Mode: optional('mode'),
  Labels: dictionary('labels'),
  Ref: pointer('ref', { Name: text('name') }),
  Inner: struct('inner', { Name: text('name') }),
};
const FULL = { id: 'a', lun: 1, mode: 'm', labels: { b: '<', a: '&' }, ref: {}, inner: { name: 'i' } };

test('every field is shown, in order, by its name in Go', () => {
  const lines = [
    ...[
      '@@ -1,10 +1,15 @@',
      ' {',
      '- "ID": "",',
      '- "Lun": 0,',
      '- "Mode": null,',
      '- "Labels": null,',
      '- "Ref": null,',
    ],
    ...[
      '+ "ID": "a",',
      '+ "Lun": 1,',
      '+ "Mode": "m",',
      '+ "Labels": {',
      '+  "a": "\\u0026",',
      '+  "b": "\\u003c"',
      '+ },',
    ],
    ...['+ "Ref": {', '+  "Name": ""', '+ },', '  "Inner": {', '-  "Name": ""', '+  "Name": "i"', '  }', ' }', ''],
  ];
  assert.equal(goDiff(SHAPE, {}, FULL), lines.join('\n'));
});

test('what is long is cut off', () => {
  assert.equal(goDiff(SHAPE, {}, { id: 'x'.repeat(10_000) }).length, 8195);
});

test('nothing is shown of what has too many lines', () => {
  const labels = Object.fromEntries(Array.from({ length: 1000 }, (_, place) => [`k${place}`, '']));
  assert.equal(goDiff(SHAPE, {}, { labels }), '');
});
