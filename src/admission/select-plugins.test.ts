import assert from 'node:assert/strict';
import { test } from 'node:test';
import { OFF_BY_DEFAULT, PLUGIN_ORDER } from './plugin-order.ts';
import { selectPlugins } from './select-plugins.ts';

const BY_DEFAULT = PLUGIN_ORDER.filter((name) => !OFF_BY_DEFAULT.has(name));

test('by default everything is on but what an administrator has to turn on', () => {
  assert.deepEqual(selectPlugins({ enable: [], disable: [] }), BY_DEFAULT);
});

test('what is enabled takes its place in the order, wherever it is named', () => {
  const selected = selectPlugins({ enable: ['PodSecurityPolicy', 'LimitRanger'], disable: [] });
  assert.deepEqual(
    selected,
    PLUGIN_ORDER.filter((name) => name === 'PodSecurityPolicy' || BY_DEFAULT.includes(name)),
  );
});

test('what is disabled is off', () => {
  const selected = selectPlugins({ enable: [], disable: ['LimitRanger', 'PodSecurityPolicy'] });
  assert.deepEqual(
    selected,
    BY_DEFAULT.filter((name) => name !== 'LimitRanger'),
  );
});
