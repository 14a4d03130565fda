import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DEFAULT_OPTIONS } from '../../admission/plugins/pod-security/options.ts';
import { LATEST } from '../../admission/plugins/pod-security/version.ts';
import { readPodSecurityConfiguration } from './pod-security.ts';

const configuration = (parts: object, version = 'v1') => ({
  apiVersion: `pod-security.admission.config.k8s.io/${version}`,
  kind: 'PodSecurityConfiguration',
  ...parts,
});

for (const nothing of [undefined, null, configuration({}), configuration({ defaults: { enforce: '' } })]) {
  test(`${JSON.stringify(nothing)} is what is usual`, () => {
    assert.deepEqual(readPodSecurityConfiguration(nothing), DEFAULT_OPTIONS);
  });
}

for (const version of ['v1', 'v1beta1', 'v1alpha1']) {
  test(`${version} is read`, () => {
    const read = readPodSecurityConfiguration(
      configuration(
        {
          defaults: { enforce: 'baseline', 'enforce-version': 'v1.30', warn: 'restricted' },
          exemptions: { usernames: ['a:b'], namespaces: ['kube-system'], runtimeClasses: ['kata'] },
        },
        version,
      ),
    );
    assert.deepEqual(read, {
      defaults: {
        enforce: { level: 'baseline', version: 30 },
        audit: { level: 'privileged', version: LATEST },
        warn: { level: 'restricted', version: LATEST },
      },
      exemptions: {
        usernames: new Set(['a:b']),
        namespaces: new Set(['kube-system']),
        runtimeClasses: new Set(['kata']),
      },
    });
  });
}

const REFUSED: readonly (readonly [value: unknown, message: RegExp])[] = [
  ['text', /^PodSecurity: it must be an object/],
  [{}, /Object 'Kind' is missing/],
  [configuration({}, 'v2'), /no kind "PodSecurityConfiguration" is registered/],
  [configuration({ default: {} }), /unknown field "default"/],
  [configuration({ defaults: { warn: 3 } }), /warn/],
  [
    configuration({ defaults: { enforce: 'strict', 'audit-version': '1.30' } }),
    /^PodSecurity invalid: defaults.enforce: Invalid value: "strict": must be one of privileged, baseline, restricted, defaults.audit-version: Invalid value: "1.30": must be "latest" or "v1.x"$/,
  ],
  [configuration({ exemptions: { usernames: [''] } }), /exemptions.usernames\[0\]: Required value$/],
  [configuration({ exemptions: { usernames: ['a', 'a'] } }), /exemptions.usernames\[1\]: Duplicate value: "a"$/],
  [configuration({ exemptions: { namespaces: ['A'] } }), /exemptions.namespaces\[0\]: Invalid value: "A": a lowercase/],
  [configuration({ exemptions: { runtimeClasses: ['a_b'] } }), /exemptions.runtimeClasses\[0\]: Invalid value: "a_b"/],
];
for (const [value, message] of REFUSED) {
  test(`${JSON.stringify(value)} is refused`, () => {
    assert.throws(() => readPodSecurityConfiguration(value), { name: 'ConfigError', message });
  });
}
