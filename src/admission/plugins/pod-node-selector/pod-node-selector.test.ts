import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { admit, attributesOf, lookup, type TestWrite } from '../../testing.ts';
import { PodNodeSelector, type PodNodeSelectorOptions } from './pod-node-selector.ts';
import { parseSelector } from './selector.ts';

const KEY = 'scheduler.alpha.kubernetes.io/node-selector';
const CONFLICT = 'pods "x" is forbidden: pod node label selector conflicts with its namespace node label selector';
const NOT_ALLOWED = 'pods "x" is forbidden: pod node label selector labels conflict with its namespace whitelist';
const NAMES = "must consist of alphanumeric characters, '-', '_' or '.'";

interface Situation {
  /** Of the namespace; undefined: it has none. */
  readonly annotation?: string;
  readonly usual?: string;
  readonly allowed?: string;
}

function pluginFor({ annotation, usual = '', allowed }: Situation): PodNodeSelector {
  const annotations = annotation === undefined ? {} : { annotations: { [KEY]: annotation } };
  const options: PodNodeSelectorOptions = {
    usual: parseSelector(usual),
    allowed: new Map(allowed === undefined ? [] : [['default', parseSelector(allowed)]]),
  };
  return new PodNodeSelector(lookup({ metadata: { name: 'default', ...annotations } }), options);
}

const pod = (nodeSelector?: object) => ({
  resource: 'pods',
  object: { spec: { ...(nodeSelector && { nodeSelector }) } },
});

const CASES: [what: string, situation: Situation, asked: object | undefined, want: object | string | undefined][] = [
  ['nothing said', {}, undefined, undefined],
  ['nothing said, the pod selects', {}, { a: 'b' }, { a: 'b' }],
  ['a namespace of its nodes', { annotation: 'env=dev, disk = ssd' }, undefined, { env: 'dev', disk: 'ssd' }],
  ['more than the namespace says', { annotation: 'env=dev' }, { a: 'b' }, { env: 'dev', a: 'b' }],
  ['what the namespace says', { annotation: 'env=dev' }, { env: 'dev' }, { env: 'dev' }],
  ['something else', { annotation: 'env=dev' }, { env: 'prod' }, CONFLICT],
  ['the usual', { usual: 'env=dev' }, undefined, { env: 'dev' }],
  ['an annotation instead of the usual', { annotation: 'a=b', usual: 'env=dev' }, undefined, { a: 'b' }],
  ['an empty annotation instead of the usual', { annotation: '', usual: 'env=dev' }, undefined, undefined],
  ['against the usual', { usual: 'env=dev' }, { env: 'prod' }, CONFLICT],
  ['what is allowed', { allowed: 'env=dev,a=b' }, { a: 'b' }, { a: 'b' }],
  ['what is not allowed', { allowed: 'env=dev' }, { a: 'b' }, NOT_ALLOWED],
  ['another value than is allowed', { allowed: 'env=dev' }, { env: 'prod' }, NOT_ALLOWED],
  ['a namespace that may not what it says', { annotation: 'env=prod', allowed: 'env=dev' }, undefined, NOT_ALLOWED],
  ['nothing allowed in particular', { allowed: '' }, { a: 'b' }, { a: 'b' }],
  ['a key of objects in general', { annotation: 'constructor=a' }, undefined, { constructor: 'a' }],
  ['an annotation that is none', { annotation: 'env' }, undefined, 'invalid selector: [env]'],
];
for (const [what, situation, asked, want] of CASES) {
  test(what, async () => {
    const plugin = pluginFor(situation);
    const { object, refused } = await admit(plugin, pod(asked));
    if (typeof want === 'string') return assert.equal(refused, want);
    assert.deepEqual([object.spec.nodeSelector, refused], [want, undefined]);
    const again = await admit(plugin, { resource: 'pods', object });
    assert.deepEqual(again.object, object, 'admitting it again changes nothing');
  });
}

test('what was changed behind its back is refused', () => {
  const plugin = pluginFor({ annotation: 'env=dev' });
  assert.throws(() => plugin.validate(attributesOf(pod({ env: 'prod' }))), { message: CONFLICT });
});

for (const write of [{ resource: 'pods/status' }, { resource: 'deployments.apps' }] satisfies TestWrite[]) {
  test(`${write.resource} are none of its business`, async () => {
    const { object } = await admit(pluginFor({ annotation: 'a=b' }), { ...write, object: { spec: {} } });
    assert.equal(object.spec.nodeSelector, undefined);
  });
}

test('a namespace that is not there', async () => {
  const { refused } = await admit(pluginFor({}), { ...pod(), namespace: 'gone' });
  assert.equal(refused, 'Internal error occurred: namespace gone does not exist');
});

describe('selectors', () => {
  const REFUSED: [text: string, message: string][] = [
    ['a=b=c', 'invalid selector: [a b c]'],
    ['a!=b', `<nil>: Invalid value: "a!": name part ${NAMES}`],
    [',', 'invalid selector: []'],
    ['a=b c', `[a]: Invalid value: "b c": a valid label must be an empty string or consist of alphanumeric`],
  ];
  for (const [text, message] of REFUSED) {
    test(`${JSON.stringify(text)} is none`, () => {
      assert.throws(
        () => parseSelector(text),
        (error: Error) => error.message.startsWith(message),
      );
    });
  }

  test('any text is read or refused, and what is read is written the same way', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'ab=, /.!') }), (text) => {
        try {
          const read = parseSelector(text);
          const written = [...read].map(([key, value]) => `${key}=${value}`).join(',');
          assert.deepEqual(parseSelector(written), read);
        } catch (error) {
          assert.match((error as Error).message, /invalid selector|Invalid value/);
        }
      }),
    );
  });
});
