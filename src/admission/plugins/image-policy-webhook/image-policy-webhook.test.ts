import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { AdmissionAttributes } from '../../admission.ts';
import { admit, attributesOf, type TestWrite } from '../../testing.ts';
import { ImagePolicyWebhook } from './image-policy-webhook.ts';

const AUDIT = 'imagepolicywebhook.image-policy.k8s.io/';
const pod = (...images: string[]) => ({ spec: { containers: images.map((image) => ({ image })) } });
const write = (change: Partial<TestWrite> = {}): TestWrite => ({ resource: 'pods', object: pod('nginx'), ...change });
const says = (status: object) => ({ kind: 'ImageReview', apiVersion: 'imagepolicy.k8s.io/v1alpha1', status });

class Bench {
  readonly asked: any[] = [];
  readonly failures: string[] = [];
  answer: () => unknown = () => says({ allowed: true });
  now = 0;
  readonly plugin: ImagePolicyWebhook;

  constructor(options: { allowTtl?: number; denyTtl?: number; defaultAllow?: boolean } = {}) {
    this.plugin = new ImagePolicyWebhook(
      { allowTtl: 0, denyTtl: 0, defaultAllow: false, ...options },
      {
        ask: async (review) => {
          this.asked.push(review);
          return this.answer();
        },
        now: () => this.now,
        onFailure: (message) => this.failures.push(message),
      },
    );
  }

  async refusal(change: Partial<TestWrite> = {}): Promise<string | undefined> {
    return (await admit(this.plugin, write(change))).refused;
  }

  async annotations(change: Partial<TestWrite> = {}): Promise<Record<string, string>> {
    const annotations: Record<string, string> = {};
    const annotate: AdmissionAttributes['annotate'] = (key, value) => {
      annotations[key] = value;
    };
    await this.plugin.validate({ ...attributesOf(write(change)), annotate }).catch(() => {});
    return annotations;
  }
}

describe('what is asked', () => {
  test('all images of a pod, its annotations for the webhook, its namespace', async () => {
    const bench = new Bench();
    const annotations = { 'b.image-policy.k8s.io/ticket': '7', 'a.image-policy.k8s.io/break-glass': 'yes', other: 'o' };
    const spec = { ...pod('one', 'two').spec, initContainers: [{ image: 'three' }, {}] };
    await bench.refusal({ object: { metadata: { annotations }, spec } });
    const { other: _other, ...passed } = annotations;
    assert.deepEqual(bench.asked, [
      {
        kind: 'ImageReview',
        apiVersion: 'imagepolicy.k8s.io/v1alpha1',
        spec: {
          containers: [{ image: 'one' }, { image: 'two' }, { image: 'three' }, { image: '' }],
          annotations: passed,
          namespace: 'default',
        },
      },
    ]);
  });

  test('ephemeral containers when they come, and nothing else', async () => {
    const bench = new Bench();
    const spec = { ...pod('nginx').spec, ephemeralContainers: [{ image: 'debug' }] };
    await bench.refusal({ operation: 'UPDATE', resource: 'pods/ephemeralcontainers', object: { spec } });
    assert.deepEqual(bench.asked[0].spec.containers, [{ image: 'debug' }]);
  });

  test('nothing of the status, of other kinds', async () => {
    const bench = new Bench();
    for (const resource of ['pods/status', 'pods/binding', 'deployments.apps']) await bench.refusal({ resource });
    assert.deepEqual(bench.asked, []);
  });
});

const DENIED = 'pods "x" is forbidden: image policy webhook backend denied one or more images: latest is not allowed';
const WRONG = 'pods "x" is forbidden: the image policy webhook answered wrongly:';

describe('what is answered', () => {
  const CASES: [what: string, answer: unknown, refusal: string | undefined][] = [
    ['yes', says({ allowed: true }), undefined],
    ['no, and why', says({ allowed: false, reason: 'latest is not allowed' }), DENIED],
    ['no', says({ allowed: false }), 'pods "x" is forbidden: one or more images rejected by webhook backend'],
    ['neither', says({}), 'pods "x" is forbidden: one or more images rejected by webhook backend'],
    ['without its kind', { status: { allowed: true } }, undefined],
    [
      'something else',
      { ...says({ allowed: true }), kind: 'Pod' },
      `${WRONG} the answer is no ImageReview of imagepolicy.k8s.io/v1alpha1`,
    ],
    ['no object', 'yes', `${WRONG} the answer is no object`],
    ['no status', { kind: 'ImageReview' }, `${WRONG} the answer has no status`],
    ['a text', says({ allowed: 'no' }), `${WRONG} the answer's allowed is neither true nor false`],
    ['a number', says({ allowed: false, reason: 7 }), `${WRONG} the answer's reason is no text`],
    [
      'odd annotations',
      says({ allowed: true, auditAnnotations: { a: 1 } }),
      `${WRONG} the answer's auditAnnotations are no texts`,
    ],
  ];
  for (const [what, answer, refusal] of CASES) {
    test(what, async () => {
      for (const defaultAllow of [false, true]) {
        const bench = new Bench({ defaultAllow });
        bench.answer = () => answer;
        assert.equal(await bench.refusal(), refusal, 'a wrong answer is not forgiven');
      }
    });
  }

  test('its annotations are on the audit record, be it yes or no', async () => {
    for (const allowed of [true, false]) {
      const bench = new Bench();
      bench.answer = () => says({ allowed, auditAnnotations: { checked: 'sha256', 'audit-required': 'true' } });
      assert.deepEqual(await bench.annotations(), {
        [`${AUDIT}checked`]: 'sha256',
        [`${AUDIT}audit-required`]: 'true',
      });
    }
  });
});

describe('nobody answers', () => {
  const unreachable = () => {
    throw new Error('Post "https://h/review": EOF');
  };

  test('refuses', async () => {
    const bench = new Bench();
    bench.answer = unreachable;
    assert.equal(await bench.refusal(), 'pods "x" is forbidden: Post "https://h/review": EOF');
    assert.deepEqual(bench.failures, ['Post "https://h/review": EOF']);
    assert.deepEqual(await bench.annotations(), {});
  });

  test('admits where that is wanted, and says so', async () => {
    const bench = new Bench({ defaultAllow: true, allowTtl: 10 });
    bench.answer = unreachable;
    assert.equal(await bench.refusal(), undefined);
    assert.deepEqual(await bench.annotations(), { [`${AUDIT}failed-open`]: 'true' });
    bench.answer = () => says({ allowed: false, reason: 'latest is not allowed' });
    assert.equal(await bench.refusal(), DENIED, 'what was forgiven is not kept');
  });
});

describe('answers are kept', () => {
  for (const allowed of [true, false]) {
    test(`${allowed ? 'yes' : 'no'} for its own while`, async () => {
      const bench = new Bench({ allowTtl: allowed ? 10 : 0, denyTtl: allowed ? 0 : 10 });
      bench.answer = () => says({ allowed, auditAnnotations: { a: 'b' } });
      await bench.refusal();
      bench.now = 9;
      assert.deepEqual(await bench.annotations(), { [`${AUDIT}a`]: 'b' });
      assert.equal(bench.asked.length, 1);
      bench.now = 10;
      await bench.refusal();
      assert.equal(bench.asked.length, 2);
    });
  }

  test('for the very same question', async () => {
    const bench = new Bench({ allowTtl: 10 });
    await bench.refusal();
    for (const other of [{ object: pod('other') }, { namespace: 'other' }]) await bench.refusal(other);
    assert.equal(bench.asked.length, 3);
  });
});
