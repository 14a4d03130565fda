import assert from 'node:assert/strict';
import { test } from 'node:test';
import { path } from '../../../api/field.ts';
import type { V1PodTemplateSpec } from '../../../schema/generated/types.ts';
import { setPodTemplateDefaults, validatePodTemplateSpec } from './index.ts';
import { app, somePod } from './testing/pod-cases.ts';

const AT = path('spec', 'template');

function template(change: (template: V1PodTemplateSpec) => void = () => {}): V1PodTemplateSpec {
  const value: V1PodTemplateSpec = { metadata: { labels: { app: 'web' } }, spec: somePod().spec! };
  change(value);
  setPodTemplateDefaults(value);
  return value;
}

const CASES: [name: string, change: (template: V1PodTemplateSpec) => void, ...errors: string[]][] = [
  ['a plain template is valid', () => {}],
  [
    'blanks around an image are left to the pod',
    ({ spec }) => {
      app(spec!).image = ' app:1';
    },
  ],
  [
    'a host port may wait for the pod’s defaults',
    ({ spec }) => {
      spec!.hostNetwork = true;
      app(spec!).ports = [{ containerPort: 80 }];
    },
  ],
  [
    'ephemeral containers are for pods',
    ({ spec }) => {
      spec!.ephemeralContainers = [{ name: 'debug', image: 'b:1' }];
    },
    'spec.template.spec.ephemeralContainers: Forbidden: ephemeral containers not allowed in pod template',
  ],
  [
    'labels and annotations',
    ({ metadata }) => {
      metadata!.labels = { app: '!' };
      metadata!.annotations = {
        'controller.kubernetes.io/pod-deletion-cost': '+1',
        'kubernetes.io/config.mirror': 'x',
        'container.apparmor.security.beta.kubernetes.io/none': 'bad',
        'seccomp.security.alpha.kubernetes.io/pod': 'bad',
        'scheduler.alpha.kubernetes.io/tolerations': '[{"operator":"Like","key":"a"}]',
      };
    },
    "spec.template.labels: Invalid value: \"!\": a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')",
    'spec.template.annotations[kubernetes.io/config.mirror]: Invalid value: "x": must set spec.nodeName if mirror pod annotation is set',
    'spec.template.annotations.scheduler.alpha.kubernetes.io/tolerations[0].operator: Unsupported value: "Like": supported values: "Equal", "Exists"',
    'spec.template.annotations[controller.kubernetes.io/pod-deletion-cost]: Invalid value: "+1": must be a 32bit integer',
    'spec.template.annotations.seccomp.security.alpha.kubernetes.io/pod: Invalid value: "bad": must be a valid seccomp profile',
    'spec.template.annotations[container.apparmor.security.beta.kubernetes.io/none]: Invalid value: "none": container not found',
    'spec.template.annotations[container.apparmor.security.beta.kubernetes.io/none]: Invalid value: "bad": invalid AppArmor profile name: "bad"',
  ],
  [
    'profiles in annotations and fields agree',
    ({ metadata, spec }) => {
      metadata!.annotations = {
        'seccomp.security.alpha.kubernetes.io/pod': 'runtime/default',
        'container.apparmor.security.beta.kubernetes.io/app': 'localhost/a',
      };
      spec!.securityContext = {
        seccompProfile: { type: 'Unconfined' },
        appArmorProfile: { type: 'Localhost', localhostProfile: 'b' },
      };
    },
    'spec.template.spec.securityContext.seccompProfile.type: Forbidden: seccomp type in annotation and field must match',
    'spec.template.spec.containers[0].securityContext.appArmorProfile.localhostProfile: Forbidden: apparmor profile in annotation and field must match',
  ],
];

for (const [name, change, ...expected] of CASES) {
  test(name, () => {
    assert.deepEqual(validatePodTemplateSpec(template(change), AT).map(String), expected);
  });
}

test('a workload may support some restart policies only', () => {
  const options = { restartPolicies: ['OnFailure', 'Never'] };
  assert.deepEqual(validatePodTemplateSpec(template(), AT, options).map(String), [
    'spec.template.spec.restartPolicy: Unsupported value: "Always": supported values: "OnFailure", "Never"',
  ]);
});

test('what was wrong before an update may stay; what is newly wrong may not', () => {
  const old = template(({ spec }) => {
    spec!.nodeName = 'Bad_';
  });
  const now = template(({ spec }) => {
    spec!.nodeName = 'Bad_';
    app(spec!).image = '';
  });
  const errors = validatePodTemplateSpec(now, AT, { old }).map((error) => error.field);
  assert.deepEqual(errors, ['spec.template.spec.containers[0].image']);
});

test('a text in the tolerations annotation that is no list is refused, whatever it holds', () => {
  for (const text of ['{', 'null', '{"a":1}', '[null]', '[{"key":1}]']) {
    const wrong = template(({ metadata }) => {
      metadata!.annotations = { 'scheduler.alpha.kubernetes.io/tolerations': text };
    });
    assert.equal(validatePodTemplateSpec(wrong, AT).length, 1, text);
  }
});
