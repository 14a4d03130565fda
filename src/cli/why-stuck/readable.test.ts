import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type Held, removerOf, type Stuck } from './holds.ts';
import { readable } from './readable.ts';

const stuck: Stuck = {
  resource: 'namespace',
  name: 'team',
  deletedAt: 'noon',
  finalizers: [],
  specFinalizers: ['kubernetes'],
  conditions: [],
  held: [],
  unseen: [],
};
const pod = (name: string, more: Partial<Held> = {}): Held => ({
  resource: 'pods',
  namespace: 'team',
  name,
  finalizers: [],
  owners: [],
  deletedAt: 'noon',
  ...more,
});

test('the first of a kind are those that something holds', () => {
  const held = ['a', 'b', 'c', 'd', 'e', 'f'].map((name) => pod(name));
  const text = readable({ ...stuck, held: [...held, pod('g', { finalizers: ['x/y'], owners: ['Job g'] })] });
  assert.match(text, / {2}7 pods\n {4}g: held by x\/y; owned by Job g\n {4}a: going\n/);
  assert.match(text, / {4}and 2 more\n/);
});

test('pods that only wait can be forced', () => {
  assert.match(readable({ ...stuck, held: [pod('a')] }), /kubectl delete pods\/a -n team --force --grace-period=0\n/);
});

test('an object of its own is let go by itself', () => {
  const claim = readable({
    ...stuck,
    resource: 'persistentvolumeclaim',
    namespace: 'team',
    finalizers: ['kubernetes.io/pvc-protection'],
    specFinalizers: [],
  });
  assert.match(claim, /kubectl patch persistentvolumeclaim\/team -n team --type=merge/);
});

describe('a namespace', () => {
  test('is let go of by what others put in its spec, never by its controller', () => {
    const text = readable({ ...stuck, specFinalizers: ['kubernetes', 'ex.com/own'] });
    assert.ok(
      text.endsWith(`
How to let go yourself, when that one is gone for good:
  kubectl get namespace team -o json |
      jq '.spec.finalizers -= ["ex.com/own"]' |
      kubectl replace --raw /api/v1/namespaces/team/finalize -f -
`),
    );
    assert.doesNotMatch(readable(stuck), /How to let go/);
  });

  test('is let go of by what its metadata have', () => {
    const text = readable({ ...stuck, finalizers: ['ex.com/own'] });
    assert.match(text, /kubectl patch namespace\/team --type=merge \\\n/);
    assert.match(text, /ex.com\/own: whoever put it there/);
  });
});

describe('content that the controller cannot delete', () => {
  const refused = (message: string) => {
    const conditions = [{ type: 'NamespaceDeletionContentFailure', message }];
    return readable({ ...stuck, conditions, held: [pod('a', { deletedAt: undefined })] });
  };
  const section = (text: string) => /Who refuses the deletions, and how to let go:\n(.*?)\n\n/s.exec(text)?.[1];

  test('is not said to have been left alone', () => {
    assert.match(refused('disk is gone'), / {4}a: not going, see what the controller says\n/);
    assert.match(readable({ ...stuck, held: [pod('a', { deletedAt: undefined })] }), / {4}a: not asked to go yet\n/);
  });

  const hooks = String.raw`  kubectl get validatingwebhookconfigurations,mutatingwebhookconfigurations \
      -o custom-columns='KIND:.kind,NAME:.metadata.name,HOOKS:.webhooks[*].name'
  kubectl delete KIND NAME`;
  const cases: readonly [name: string, message: string, expected: string | undefined][] = [
    [
      'by a webhook that says no',
      '1 remaining: admission webhook "a.ex.com" denied the request: no',
      `  webhook a.ex.com: mend the service that is called, or find the configuration\n    and change or delete it\n${hooks}`,
    ],
    [
      'by webhooks that do not answer, each told once',
      'failed calling webhook "b.ex.com": EOF, failed calling webhook "a.ex.com": EOF, failed calling webhook "b.ex.com": EOF',
      `  webhooks a.ex.com, b.ex.com: mend the service that is called, or find the\n    configuration and change or delete it\n${hooks}`,
    ],
    [
      'by a policy',
      `pods "a" is forbidden: ValidatingAdmissionPolicy 'keep' with binding 'keep-all' denied request: kept`,
      '  policy keep: change it, or delete its binding keep-all\n  kubectl delete validatingadmissionpolicybinding keep-all',
    ],
    [
      'by a policy that is itself at fault',
      `ValidatingAdmissionPolicy 'keep' denied request: no such key`,
      '  policy keep: change it or delete it\n  kubectl delete validatingadmissionpolicy keep',
    ],
    ['by nobody that is known', 'disk is gone', undefined],
    [
      'by names that are none',
      `admission webhook "x; reboot" denied, ValidatingAdmissionPolicy 'p' with binding '$(reboot)' denied request`,
      undefined,
    ],
  ];
  for (const [name, message, expected] of cases) {
    test(`is refused ${name}`, () => {
      const text = refused(message);
      assert.equal(section(text), expected);
      assert.ok(text.split('\n').every((line) => line.length <= 80));
    });
  }
});

test('kinds that could not be looked at are told', () => {
  assert.match(readable({ ...stuck, unseen: ['secrets is forbidden'] }), /Not looked at:\n {2}secrets is forbidden\n/);
});

test('finalizers have somebody who takes them off', () => {
  assert.match(removerOf('kubernetes.io/pvc-protection'), /PVC protection controller/);
  assert.match(removerOf('example.com/x'), /a controller of example.com,/);
  assert.match(removerOf('__proto__'), /a controller of __proto__,/);
});
