import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { textOf } from './family.ts';
import { Histogram } from './histogram.ts';

test('buckets hold what took at most as long, all that are below them included', () => {
  const histogram = new Histogram('h', 'How long.', [1, 2]);
  for (const value of [0, 1, 1.5, 2, 3]) histogram.observe({ who: 'a' }, value);
  histogram.observe({ who: 'b' }, 9);
  assert.equal(
    textOf(histogram.family()),
    `# HELP h How long.
# TYPE h histogram
h_bucket{who="a",le="1"} 2
h_bucket{who="a",le="2"} 4
h_bucket{who="a",le="+Inf"} 5
h_sum{who="a"} 7.5
h_count{who="a"} 5
h_bucket{who="b",le="1"} 0
h_bucket{who="b",le="2"} 0
h_bucket{who="b",le="+Inf"} 1
h_sum{who="b"} 9
h_count{who="b"} 1
`,
  );
});

test('labels that read alike are told apart', () => {
  const histogram = new Histogram<{ a: string; b: string }>('h', '', [1]);
  histogram.observe({ a: 'x y', b: 'z' }, 1);
  histogram.observe({ a: 'x', b: 'y z' }, 1);
  const counts = [...histogram.family().samples].filter(({ suffix }) => suffix === '_count');
  assert.deepEqual(
    counts.map(({ value }) => value),
    [1, 1],
  );
});

test('whatever labels come, no more than a thousand series are kept, and those that are go on', () => {
  const histogram = new Histogram('h', '', [1]);
  for (let i = 0; i < 5000; i++) histogram.observe({ hook: `h${i}` }, 1);
  histogram.observe({ hook: 'h0' }, 1);
  const counts = [...histogram.family().samples].filter(({ suffix }) => suffix === '_count');
  assert.equal(counts.length, 1000);
  assert.equal(counts[0]!.value, 2);
});

test('the last bucket counts everything, and buckets only grow', () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: 0, max: 10, noNaN: true }), { minLength: 1 }), (values) => {
      const histogram = new Histogram('h', '', [0.5, 1, 5]);
      for (const value of values) histogram.observe({}, value);
      const samples = [...histogram.family().samples];
      const buckets = samples.filter(({ suffix }) => suffix === '_bucket').map(({ value }) => value);
      assert.deepEqual(
        buckets,
        [...buckets].sort((left, right) => left - right),
      );
      assert.equal(buckets.at(-1), values.length);
      assert.equal(buckets[0], values.filter((value) => value <= 0.5).length);
    }),
  );
});
