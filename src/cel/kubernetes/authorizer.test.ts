import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compile } from '../program.ts';
import { type AccessQuestion, AUTHORIZER, authorizerValue, RESOURCE_CHECK, resourceCheckValue } from './authorizer.ts';
import { KUBERNETES_ENVIRONMENT } from './environment.ts';
import { evaluateWithAccess } from './pending-access.ts';

const environment = KUBERNETES_ENVIRONMENT.extend({
  variables: { authorizer: AUTHORIZER, 'authorizer.requestResource': RESOURCE_CHECK },
});

const REQUEST = {
  group: 'apps',
  resource: 'deployments',
  subresource: '',
  namespace: 'shop',
  name: 'web',
  fieldSelector: '',
  labelSelector: '',
};

/** Allows what is about the namespace `shop`, and `/healthz`; tells what it was asked. */
async function evaluate(expression: string) {
  const asked: AccessQuestion[] = [];
  const ask = async (question: AccessQuestion) => {
    asked.push(question);
    const allowed = 'path' in question ? question.path === '/healthz' : question.namespace === 'shop';
    return { allowed, reason: allowed ? 'granted' : 'nothing grants it' };
  };
  const { program, message } = compile(expression, environment);
  assert.ok(program, message);
  const { value, error } = await evaluateWithAccess(
    program,
    (answers) => ({
      authorizer: authorizerValue(answers),
      'authorizer.requestResource': resourceCheckValue(answers, REQUEST),
    }),
    ask,
  );
  return { value, error: error?.message, asked };
}

const VALUES: readonly (readonly [expression: string, value: unknown])[] = [
  ["authorizer.path('/healthz').check('get').allowed()", true],
  ["authorizer.group('').resource('pods').check('list').allowed()", false],
  ["authorizer.group('').resource('pods').namespace('shop').check('list').reason()", 'granted'],
  ["authorizer.requestResource.check('custom').allowed()", true],
  [
    "authorizer.requestResource.namespace('x').check('a').allowed() || authorizer.requestResource.check('a').allowed()",
    true,
  ],
  ["authorizer.requestResource.check('a').errored()", false],
];

for (const [expression, value] of VALUES) {
  test(`${expression} has its value`, async () => assert.equal((await evaluate(expression)).value, value));
}

test('the question is what the chain says', async () => {
  const chain = "authorizer.serviceAccount('shop', 'ci').group('apps').resource('deployments').subresource('scale')";
  const { asked } = await evaluate(
    `${chain}.name('web').fieldSelector('a=b').labelSelector('c=d').check('patch').allowed()`,
  );
  const about = { group: 'apps', resource: 'deployments', subresource: 'scale', namespace: '', name: 'web' };
  const selectors = { fieldSelector: 'a=b', labelSelector: 'c=d' };
  assert.deepEqual(asked, [
    { ...about, ...selectors, verb: 'patch', serviceAccount: { namespace: 'shop', name: 'ci' } },
  ]);
});

test('a question is asked once, however often it stands there', async () => {
  const check = "authorizer.requestResource.check('a').allowed()";
  assert.equal((await evaluate(`${check} && ${check}`)).asked.length, 1);
});

test('a budget pays for two checks', async () => {
  const checks = ['a', 'b', 'c'].map((verb) => `authorizer.requestResource.check('${verb}').allowed()`);
  assert.equal((await evaluate(checks.join(' && '))).error, 'operation cancelled: actual cost limit exceeded');
});

test('a service account has a valid name', async () => {
  const { error } = await evaluate("authorizer.serviceAccount('shop', 'A').path('/').check('get').allowed()");
  assert.equal(error, 'Invalid service account name');
});
