/** Policies that ask what somebody may do: of an authorizer that answers at once, and of one that takes time, as a webhook does. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Attributes, Authorizer } from '../authorization/authorizer.ts';
import { openTestApi, type TestApi } from './testing.ts';
import { addMutatingPolicy, addValidatingPolicy } from './testing-policies.ts';

const ADMISSION = ['NamespaceLifecycle', 'MutatingAdmissionPolicy', 'ValidatingAdmissionPolicy'] as const;
const may = (verb: string) => `authorizer.requestResource.check('${verb}').allowed()`;
/** Verbs that only expressions ask for. */
const ASKED: ReadonlySet<string> = new Set(['label', 'annotate', 'exempt', 'approve']);
const GRANTED: ReadonlySet<string> = new Set(['label', 'approve']);

/** Allows everything, but what expressions ask for. */
function authorizer(isSlow: boolean): Authorizer & { readonly asked: string[] } {
  const asked: string[] = [];
  const decide = ({ verb }: Attributes) => {
    if (ASKED.has(verb)) asked.push(verb);
    const isAllowed = !ASKED.has(verb) || GRANTED.has(verb);
    return { outcome: isAllowed ? 'allow' : 'no-opinion', reason: 'a test' } as const;
  };
  const later = (attributes: Attributes) => new Promise(setImmediate).then(() => decide(attributes));
  return { name: 'test', asked, authorize: (attributes) => (isSlow ? later(attributes) : decide(attributes)) };
}

async function create(api: TestApi) {
  const object = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'c' } };
  return api.call('POST', '/api/v1/namespaces/default/configmaps', object);
}

for (const isSlow of [false, true]) {
  test(`an authorizer that ${isSlow ? 'takes time' : 'answers at once'} is asked each question once in each round`, async () => {
    const authorizes = authorizer(isSlow);
    const api = await openTestApi({ admission: ADMISSION, authorizer: authorizes });
    const label = (name: string) => `Object{metadata: Object.metadata{labels: {'${name}': 'yes'}}}`;
    const mutation = (expression: string) => ({ patchType: 'ApplyConfiguration', applyConfiguration: { expression } });
    await addMutatingPolicy(api, {
      spec: {
        matchConditions: [{ name: 'may-label', expression: may('label') }],
        mutations: [mutation(label('first')), mutation(`${may('annotate')} ? Object{} : ${label('second')}`)],
      },
    });
    await addValidatingPolicy(api, {
      spec: {
        matchConditions: [{ name: 'not-exempt', expression: `!${may('exempt')}` }],
        variables: [{ name: 'approved', expression: may('approve') }],
        validations: [
          { expression: `variables.approved && ${may('label')}` },
          { expression: "'first' in object.metadata.labels && 'second' in object.metadata.labels" },
          { expression: `variables.approved && ${may('annotate')}`, message: 'may not annotate' },
        ],
      },
    });
    const { status, body } = await create(api);
    await api.close();
    assert.equal(status, 422);
    assert.match(body.message, / denied request: may not annotate$/);
    const rounds = [['label', 'annotate'], ['label'], ['exempt', 'approve', 'label', 'annotate']];
    assert.deepEqual(authorizes.asked, rounds.flat());
  });
}
