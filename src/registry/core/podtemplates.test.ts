import assert from 'node:assert/strict';
import { test } from 'node:test';
import { app, somePod } from './pod-spec/testing/pod-cases.ts';
import { podTemplates } from './podtemplates.ts';

const { strategy } = podTemplates;

function podTemplate(image: string) {
  const object = {
    apiVersion: 'v1',
    kind: 'PodTemplate',
    metadata: { name: 'web', namespace: 'shop' },
    template: { spec: somePod().spec! },
  };
  app(object.template.spec).image = image;
  strategy.defaults!(object);
  return object;
}

test('a pod template is completed and validated', () => {
  assert.equal(app(podTemplate('app').template.spec).imagePullPolicy, 'Always');
  assert.deepEqual(strategy.validate!(podTemplate('app')), []);
  assert.deepEqual(strategy.validate!(podTemplate('')).map(String), [
    'template.spec.containers[0].image: Required value',
  ]);
});

test('an update may keep what was wrong', () => {
  assert.deepEqual(strategy.validateUpdate!(podTemplate(''), podTemplate('')), []);
  assert.equal(strategy.validateUpdate!(podTemplate(''), podTemplate('app')).length, 1);
});
