import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeContinue, encodeContinue } from '../continue-token.ts';
import { parseDeleteOptions } from './delete-options.ts';
import { parseListOptions } from './list-options.ts';
import { parseWriteOptions } from './write-options.ts';

const query = (text: string) => new URLSearchParams(text);

const LIST_ERRORS: [verb: 'list' | 'watch', query: string, code: number, message: RegExp][] = [
  ['list', 'sendInitialEvents=true', 422, /sendInitialEvents: Forbidden: sendInitialEvents is forbidden for list/],
  ['list', 'resourceVersionMatch=Exact', 422, /resourceVersionMatch is forbidden unless resourceVersion is provided/],
  ['list', 'resourceVersionMatch=Exact&resourceVersion=0', 422, /"exact" is forbidden for resourceVersion "0"/],
  ['list', 'resourceVersionMatch=Exact&resourceVersion=1&continue=x', 422, /forbidden when continue is provided/],
  ['list', 'resourceVersionMatch=Maybe&resourceVersion=1', 422, /Unsupported value: "Maybe"/],
  [
    'list',
    'resourceVersion=x',
    400,
    /^invalid resource version: resourceVersion: Invalid value: "x": strconv\.ParseUint: parsing "x": invalid syntax/,
  ],
  ['watch', 'continue=x', 422, /resourceVersionMatch is forbidden when continue is provided/],
  ['watch', 'resourceVersion=x', 500, /strconv\.ParseUint: parsing "x": invalid syntax/],
  ['watch', 'resourceVersionMatch=NotOlderThan', 422, /forbidden for watch unless sendInitialEvents is provided/],
  ['watch', 'sendInitialEvents=true', 422, /sendInitialEvents requires setting resourceVersionMatch to NotOlderThan/],
  ['list', 'limit=', 400, /strconv\.ParseInt: parsing "": invalid syntax/],
  ['list', 'limit=1.5', 400, /strconv\.ParseInt: parsing "1\.5": invalid syntax/],
  ['list', 'labelSelector=a%20b', 400, /unable to parse requirement/],
  ['list', 'fieldSelector=a', 400, /invalid selector/],
];
for (const [verb, text, code, message] of LIST_ERRORS) {
  test(`${verb}?${text} → ${code}`, () => {
    assert.throws(() => parseListOptions(query(text), verb), { code, message });
  });
}

test('list options read as they are sent', () => {
  const options = parseListOptions(
    query(
      'limit=5&continue=t&resourceVersion=7&labelSelector=a%3Db&fieldSelector=metadata.name!%3Dx&allowWatchBookmarks=1',
    ),
    'list',
  );
  assert.deepEqual(
    [options.limit, options.continue, options.resourceVersion, options.allowWatchBookmarks],
    [5, 't', '7', true],
  );
  assert.equal(String(options.labels), 'a=b');
  assert.deepEqual(options.fields, [{ field: 'metadata.name', equal: false, value: 'x' }]);
});

for (const [kind, type, text, message] of [
  ['PatchOptions', 'apply', '', /fieldManager: Required value: is required for apply patch/],
  ['PatchOptions', 'other', 'force=true', /force: Forbidden: may not be specified for non-apply patch/],
  ['CreateOptions', 'other', 'dryRun=All&dryRun=Some', /dryRun: Unsupported value/],
  ['CreateOptions', 'other', 'dryRun=', /dryRun: Unsupported value/],
  [
    'UpdateOptions',
    'other',
    `fieldManager=${'m'.repeat(129)}`,
    /fieldManager: Too long: may not be more than 128 bytes/,
  ],
  [
    'UpdateOptions',
    'other',
    'fieldManager=a%0Ab',
    /fieldManager: Invalid value: "a\\nb": invalid character U\+000A \(at position 1\)/,
  ],
  ['UpdateOptions', 'other', 'fieldValidation=strict', /fieldValidation: Unsupported value: "strict"/],
] as const) {
  test(`${kind} ${text || 'of nothing'} is refused`, () => {
    assert.throws(() => parseWriteOptions(query(text), kind, type), { code: 422, message });
  });
}

test('write options default to warning, and to writing', () => {
  const options = parseWriteOptions(query(''), 'CreateOptions');
  assert.deepEqual(options, { dryRun: false, fieldValidation: 'Warn', fieldManager: '', force: false, said: {} });
});

test('delete options of the body win over those of the query', () => {
  const both = query('gracePeriodSeconds=5&propagationPolicy=Orphan');
  assert.equal(parseDeleteOptions(both, undefined).propagationPolicy, 'Orphan');
  const fromBody = parseDeleteOptions(both, { kind: 'DeleteOptions', gracePeriodSeconds: 9 });
  assert.deepEqual([fromBody.gracePeriodSeconds, fromBody.propagationPolicy], [9, undefined]);
});

test('preconditions stand in the query too', () => {
  const { uid, resourceVersion } = parseDeleteOptions(query('uid=u&resourceVersion=7'), undefined);
  assert.deepEqual([uid, resourceVersion], ['u', '7']);
  assert.equal(parseDeleteOptions(query('uid='), undefined).uid, undefined);
});

test('false is written as one likes', () => {
  assert.equal(parseDeleteOptions(query('orphanDependents=False'), undefined).orphanDependents, false);
});

for (const [field, value, message] of [
  [
    'gracePeriodSeconds',
    '5',
    /cannot unmarshal string into Go struct field DeleteOptions\.gracePeriodSeconds of type int64/,
  ],
  ['orphanDependents', 1, /cannot unmarshal number into Go struct field DeleteOptions\.orphanDependents of type bool/],
  ['preconditions', { uid: 7 }, /DeleteOptions\.preconditions\.uid of type string/],
  [
    'preconditions',
    [],
    /cannot unmarshal array into Go struct field DeleteOptions\.preconditions of type v1\.Preconditions/,
  ],
  ['dryRun', 'All', /cannot unmarshal string into Go struct field DeleteOptions\.dryRun of type \[\]string/],
  ['dryRun', [true], /cannot unmarshal bool into Go struct field DeleteOptions\.dryRun of type string/],
] as const) {
  test(`delete options with ${field}: ${JSON.stringify(value)} are refused`, () => {
    assert.throws(() => parseDeleteOptions(query(''), { [field]: value }), { code: 400, message });
  });
}

test('a continue token says where to go on, and in which snapshot', () => {
  for (const token of [
    { revision: 7, start: 'default/a' },
    { revision: -1, start: 'a' },
  ]) {
    assert.deepEqual(decodeContinue(encodeContinue(token)), token);
  }
});

const forged = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
for (const token of [
  '%%%',
  forged(null),
  forged([]),
  forged({ v: 'v0', rv: 1, start: 'a' }),
  forged({ v: 'meta.k8s.io/v1', rv: 0, start: 'a' }),
  forged({ v: 'meta.k8s.io/v1', rv: 1.5, start: 'a' }),
  forged({ v: 'meta.k8s.io/v1', rv: '1', start: 'a' }),
  forged({ v: 'meta.k8s.io/v1', rv: 1, start: '' }),
  forged({ v: 'meta.k8s.io/v1', rv: 1, start: '/registry/secrets/' }),
  forged({ v: 'meta.k8s.io/v1', rv: 1, start: 'a/../../secrets/b' }),
]) {
  test(`CVE-2022-3162: the continue token ${Buffer.from(token, 'base64url')} is refused`, () => {
    assert.throws(() => decodeContinue(token), {
      code: 400,
      message: /^invalid continue token|continue key is not valid/,
    });
  });
}
