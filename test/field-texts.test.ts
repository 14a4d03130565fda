import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { laidOut } from '../scripts/field-texts.ts';
import { OWN_TEXTS } from '../scripts/own-texts.ts';
import { readDescriptions } from '../src/server/routes/openapi/descriptions.ts';

describe('texts of kinds get back the line ends that they had earlier', () => {
  for (const [name, text, earlier, expected] of [
    [
      'where nothing has changed',
      'One of:  - a   - b  Else.',
      'One of:\n\t- a\n\t\t- b\n\nElse.',
      'One of:\n\t- a\n\t\t- b\n\nElse.',
    ],
    ['around a word that is new', 'One  two three  four', 'One\n\ntwo\n\nfour', 'One\n\ntwo three  four'],
    ['around a word that is gone', 'One  three  four', 'One\n\ntwo three\n\nfour', 'One  three\n\nfour'],
    ['not where a gap is another now', 'One two', 'One\n\ntwo', 'One two'],
    ['not where there were none', 'Two spaces.  Then more.', 'Two spaces. Then more.', 'Two spaces.  Then more.'],
    ['not of a text that is another', 'One  two', 'Two\n\none', 'One  two'],
    ['of no text', '', 'One\n\ntwo', ''],
    ['that nobody has told', 'One  two', undefined, 'One  two'],
  ] as const) {
    it(name, () => assert.equal(laidOut(text, earlier), expected));
  }
});

describe('texts of our own', async () => {
  const descriptions = await readDescriptions();
  for (const [model, texts] of Object.entries(OWN_TEXTS)) {
    for (const [field, text] of Object.entries(texts)) {
      it(`say what ${model} ${field} is, which nobody else does`, () =>
        assert.equal(descriptions.get(model)?.fields[field], text));
    }
  }
});
