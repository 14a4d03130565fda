import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readPodNodeSelectorConfiguration } from './pod-node-selector.ts';

for (const nothing of [undefined, null, {}, { podNodeSelectorPluginConfig: null }]) {
  test(`${JSON.stringify(nothing)} selects nothing`, () => {
    assert.deepEqual(readPodNodeSelectorConfiguration(nothing), { usual: new Map(), allowed: new Map() });
  });
}

test('namespaces, and what is usual', () => {
  const podNodeSelectorPluginConfig = { clusterDefaultNodeSelector: 'env=dev', shop: 'env=prod,disk=ssd', free: '' };
  const prod = new Map([
    ['env', 'prod'],
    ['disk', 'ssd'],
  ]);
  assert.deepEqual(readPodNodeSelectorConfiguration({ podNodeSelectorPluginConfig }), {
    usual: new Map([['env', 'dev']]),
    allowed: new Map([
      ['shop', prod],
      ['free', new Map()],
    ]),
  });
});

const REFUSED: readonly (readonly [value: unknown, message: RegExp])[] = [
  ['text', /^PodNodeSelector: it must be an object with podNodeSelectorPluginConfig$/],
  [{ podNodeSelector: {} }, /^PodNodeSelector: strict decoding error: unknown field "podNodeSelector"$/],
  [{ podNodeSelectorPluginConfig: { shop: 1 } }, /^PodNodeSelector: /],
  [
    { podNodeSelectorPluginConfig: { shop: 'env' } },
    /^PodNodeSelector: podNodeSelectorPluginConfig\[shop\]: invalid selector: \[env\]$/,
  ],
];
for (const [value, message] of REFUSED) {
  test(`${JSON.stringify(value)} is refused`, () => {
    assert.throws(() => readPodNodeSelectorConfiguration(value), { name: 'ConfigError', message });
  });
}
