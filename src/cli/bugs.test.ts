import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import { test } from 'node:test';
import { endOnBug } from './bugs.ts';
import { FAILED } from './io.ts';

for (const [what, error, told] of [
  ['an error', new Error('lost the thread'), /^error: this is a bug in Allium[^\n]*\nError: lost the thread\n {4}at /],
  ['a value', 'oops', /^error: this is a bug in Allium[^\n]*\noops\n$/],
] as const) {
  test(`${what} that nobody caught ends the process, and is told`, () => {
    const source = new EventEmitter();
    const exits: number[] = [];
    let text = '';
    const write = (more: string) => {
      text += more;
    };
    endOnBug(source, { error: write }, (code) => exits.push(code));
    source.emit('uncaughtException', error);
    assert.deepEqual(exits, [FAILED]);
    assert.match(text, told);
  });
}
