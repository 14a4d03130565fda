/** Admission webhooks over real TLS: what they are asked, what they may answer, and what the client is told. */
import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';
import type { HookHandler } from '../client/webhook/testing.ts';
import { type ConfigurationKind, MUTATING, patchOf, VALIDATING, WebhookBench } from './testing-webhooks.ts';

const CONFIG_MAPS = '/api/v1/namespaces/default/configmaps';
const MAPS = [{ apiGroups: [''], apiVersions: ['v1'], operations: ['*'], resources: ['configmaps'] }];

let bench: WebhookBench;
before(async () => {
  bench = await WebhookBench.open();
});
after(() => bench.close());
// So that a test that fails leaves no webhook to the next.
afterEach(() => bench.clear());

let count = 0;
function configMap(change: object = {}): any {
  count += 1;
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: `map-${count}`, ...change }, data: { a: '1' } };
}
const create = (object: object, query = '') => bench.api.call('POST', CONFIG_MAPS + query, object);

/** Runs with one webhook configured, and takes it away again. */
async function withHook<T>(kind: ConfigurationKind, hook: object, run: () => Promise<T>): Promise<T> {
  const remove = await bench.configure(kind, [hook]);
  try {
    return await run();
  } finally {
    await remove();
  }
}

test('what a webhook is told of a request', async () => {
  const { server, asked } = await bench.answering(() => ({ allowed: true }));
  const object = configMap();
  await withHook(VALIDATING, bench.hook(server, { rules: MAPS }), () => create(object, '?fieldManager=me'));
  const [{ uid, object: seen, ...request }] = asked;
  assert.match(uid, /^[-0-9a-f]{36}$/);
  assert.equal(seen.metadata.uid?.length, 36, 'validators see what is written');
  assert.deepEqual(request, {
    kind: { group: '', version: 'v1', kind: 'ConfigMap' },
    resource: { group: '', version: 'v1', resource: 'configmaps' },
    requestKind: { group: '', version: 'v1', kind: 'ConfigMap' },
    requestResource: { group: '', version: 'v1', resource: 'configmaps' },
    name: object.metadata.name,
    namespace: 'default',
    operation: 'CREATE',
    userInfo: { username: 'admin', groups: ['system:masters'] },
    oldObject: null,
    dryRun: false,
    options: { kind: 'CreateOptions', apiVersion: 'meta.k8s.io/v1', fieldManager: 'me' },
  });
});

test('who calls a webhook, and what it may answer', async () => {
  const seen: object[] = [];
  const server = await bench.serve(({ request }, { method, headers }, response) => {
    seen.push([method, headers['user-agent'], headers['content-type'], headers.accept]);
    response.end(JSON.stringify(review(request, { allowed: true })));
  });
  await withHook(VALIDATING, bench.hook(server, { rules: MAPS }), () => create(configMap()));
  assert.deepEqual(seen, [['POST', 'kube-apiserver-admission', 'application/json', 'application/json, */*']]);
});

test('a mutation is defaulted and stored, and validating webhooks see it', async () => {
  const mutating = await bench.answering(() => patchOf({ op: 'add', path: '/data/b', value: '2' }));
  const validating = await bench.answering(() => ({ allowed: true }));
  const remove = await bench.configure(MUTATING, [bench.hook(mutating.server, { rules: MAPS })]);
  await withHook(VALIDATING, bench.hook(validating.server, { rules: MAPS }), async () => {
    const { status, body, text } = await create(configMap());
    assert.equal(status, 201, text);
    assert.deepEqual(body.data, { a: '1', b: '2' });
    assert.deepEqual(validating.asked[0].object.data, body.data);
  });
  await remove();
});

describe('a denial', () => {
  const denied = 'admission webhook "hook.example.com" denied the request';
  const cases: [what: string, status: unknown, code: number, message: string, reason?: string][] = [
    ['without a status', undefined, 400, `${denied} without explanation`],
    ['with a message', { message: 'no' }, 400, `${denied}: no`],
    ['with a reason', { reason: 'Forbidden' }, 400, `${denied}: Forbidden`, 'Forbidden'],
    ['with a code', { code: 418, message: 'no' }, 418, `${denied}: no`],
    ['that reads as a success', { code: 200, status: 'Success' }, 400, `${denied} without explanation`],
    ['with a code that is none', { code: 70_000 }, 400, `${denied} without explanation`],
    ['with things of other types', { code: '418', message: 1, reason: [] }, 400, `${denied} without explanation`],
  ];
  for (const kind of [MUTATING, VALIDATING] as const) {
    for (const [what, said, code, message, reason] of cases) {
      test(`${kind}: ${what}`, async () => {
        const { server } = await bench.answering(() => ({ allowed: false, status: said }));
        await withHook(kind, bench.hook(server, { rules: MAPS }), async () => {
          const { status, body } = await create(configMap());
          assert.deepEqual([status, body.message, body.reason, body.status], [code, message, reason, 'Failure']);
        });
      });
    }
  }
});

const review = (request: any, response: object) => ({
  apiVersion: 'admission.k8s.io/v1',
  kind: 'AdmissionReview',
  response: { uid: request.uid, ...response },
});
const CALLING = 'Internal error occurred: failed calling webhook "hook.example.com":';

describe('a webhook that lies or is broken refuses, or is passed over under Ignore', () => {
  const invalid = `${CALLING} received invalid webhook response:`;
  const undecodable = `${CALLING} received undecodable patch in webhook response:`;
  const cases: [what: string, kind: ConfigurationKind, handle: HookHandler, message: string | RegExp][] = [
    [
      'another uid',
      VALIDATING,
      ({ request }, _, response) => response.end(JSON.stringify(review(request, { uid: 'x', allowed: true }))),
      new RegExp(`^${invalid} expected response\\.uid="[-0-9a-f]{36}", got "x"$`),
    ],
    [
      'no kind',
      VALIDATING,
      ({ request }, _, response) => response.end(JSON.stringify({ response: { uid: request.uid, allowed: true } })),
      `${invalid} expected webhook response of admission.k8s.io/v1, Kind=AdmissionReview, got /, Kind=`,
    ],
    ['no response', VALIDATING, (_body, _, response) => response.end('{}'), `${invalid} webhook response was absent`],
    ['no object', VALIDATING, (_body, _, response) => response.end('[]'), `${invalid} the answer is no object`],
    [
      'a word for allowed',
      VALIDATING,
      ({ request }, _, response) => response.end(JSON.stringify(review(request, { allowed: 'true' }))),
      `${CALLING} failed to call webhook: json: cannot unmarshal string into Go struct field AdmissionResponse.response.allowed of type bool`,
    ],
    [
      'a patch of a validating one',
      VALIDATING,
      ({ request }, _, response) => response.end(JSON.stringify(review(request, patchOf({})))),
      `${invalid} validating webhook may not return response.patch`,
    ],
    [
      'a patch type of a validating one',
      VALIDATING,
      ({ request }, _, response) =>
        response.end(JSON.stringify(review(request, { allowed: true, patchType: 'JSONPatch' }))),
      `${invalid} validating webhook may not return response.patchType`,
    ],
    [
      'a patch without its type',
      MUTATING,
      ({ request }, _, response) => response.end(JSON.stringify(review(request, { allowed: true, patch: 'W10=' }))),
      `${invalid} webhook returned response.patch but not response.patchType`,
    ],
    [
      'a type without a patch',
      MUTATING,
      ({ request }, _, response) =>
        response.end(JSON.stringify(review(request, { allowed: true, patchType: 'JSONPatch' }))),
      `${invalid} webhook returned response.patchType but not response.patch`,
    ],
    [
      'another type of patch',
      MUTATING,
      ({ request }, _, response) =>
        response.end(JSON.stringify(review(request, { ...patchOf({ op: 'add' }), patchType: 'MergePatch' }))),
      `${CALLING} unsupported patch type "MergePatch"`,
    ],
    [
      'a patch that is no list',
      MUTATING,
      ({ request }, _, response) => response.end(JSON.stringify(review(request, { ...patchOf(), patch: 'e30=' }))),
      `${undecodable} json: cannot unmarshal object into Go value of type jsonpatch.Patch`,
    ],
    [
      'a patch of no operations',
      MUTATING,
      ({ request }, _, response) => response.end(JSON.stringify(review(request, patchOf(7 as any)))),
      `${undecodable} json: cannot unmarshal number into Go value of type jsonpatch.Operation`,
    ],
    [
      'a patch that is not JSON',
      MUTATING,
      ({ request }, _, response) => response.end(JSON.stringify(review(request, { ...patchOf(), patch: 'eA==' }))),
      `${undecodable} invalid character 'x' looking for beginning of value`,
    ],
    [
      'a patch that is no base64',
      MUTATING,
      ({ request }, _, response) => response.end(JSON.stringify(review(request, { ...patchOf(), patch: '!' }))),
      `${CALLING} failed to call webhook: illegal base64 data at input byte 0`,
    ],
    [
      'something that is not JSON',
      VALIDATING,
      (_body, _, response) => response.end('<secret-of-the-body>'),
      `${CALLING} failed to call webhook: the webhook answered with something that is not JSON`,
    ],
    [
      'an endless answer',
      VALIDATING,
      (_body, _, response) => response.end(Buffer.alloc(8 << 20, 0x20)),
      `${CALLING} failed to call webhook: the webhook answered with more than 3145728 bytes`,
    ],
    [
      'an error',
      VALIDATING,
      (_body, _, response) => response.writeHead(500).end('secret-of-the-body'),
      `${CALLING} failed to call webhook: an error on the server ("unknown") has prevented the request from succeeding`,
    ],
    [
      'not found',
      MUTATING,
      (_body, _, response) => response.writeHead(404).end('secret-of-the-body'),
      `${CALLING} failed to call webhook: the server could not find the requested resource`,
    ],
    [
      'a connection that ends',
      VALIDATING,
      (_body, request) => request.socket.destroy(),
      new RegExp(`^${CALLING} failed to call webhook: Post "https://127\\.0\\.0\\.1:\\d+/review\\?timeout=10s": EOF$`),
    ],
  ];
  for (const [what, kind, handle, message] of cases) {
    test(what, async () => {
      const server = await bench.serve(handle);
      await withHook(kind, bench.hook(server, { rules: MAPS }), async () => {
        const { status, body } = await create(configMap());
        assert.deepEqual([status, body.reason], [500, 'InternalError']);
        if (typeof message === 'string') assert.equal(body.message, message);
        else assert.match(body.message, message);
        assert.doesNotMatch(JSON.stringify(body), /secret-of/);
      });
      await withHook(kind, bench.hook(server, { rules: MAPS, failurePolicy: 'Ignore' }), async () => {
        const { status, body } = await create(configMap());
        assert.deepEqual([status, body.data], [201, { a: '1' }]);
      });
    });
  }
});

test('a denial counts, whatever patch comes with it', async () => {
  const { server } = await bench.answering(() => ({ ...patchOf(7 as any), allowed: false, patchType: 'MergePatch' }));
  await withHook(MUTATING, bench.hook(server, { rules: MAPS, failurePolicy: 'Ignore' }), async () => {
    const { body } = await create(configMap());
    assert.equal(body.message, 'admission webhook "hook.example.com" denied the request without explanation');
  });
});

describe('a patch that cannot be done refuses, whatever the failure policy', () => {
  const copies = Array.from({ length: 60 }, (_, index) => ({ op: 'copy', from: '/data', path: `/data/x${index}` }));
  const cases: [what: string, operations: object[], why?: string][] = [
    [
      'to nothing that is there',
      [
        { op: 'test', path: '/data/a', value: '1' },
        { op: 'remove', path: '/nope' },
      ],
      "error in remove for path: '/nope': Unable to remove nonexistent key: nope: missing value",
    ],
    ['that breaks a type', [{ op: 'replace', path: '/data', value: 7 }]],
    ['that makes another kind of it', [{ op: 'replace', path: '/kind', value: 'Secret' }]],
    ['that takes the object away', [{ op: 'replace', path: '', value: null }]],
    ['CVE-2019-1002100: of copies of copies', copies],
    ['of more operations than are done', Array(10_001).fill({ op: 'test', path: '/data/a', value: '1' })],
    ['through a prototype', [{ op: 'add', path: '/__proto__/polluted', value: 'x' }]],
  ];
  for (const [what, operations, why] of cases) {
    test(what, async () => {
      const { server } = await bench.answering(() => patchOf(...operations));
      await withHook(MUTATING, bench.hook(server, { rules: MAPS, failurePolicy: 'Ignore' }), async () => {
        const { status, body } = await create(configMap());
        assert.deepEqual([status, body.reason], [500, 'InternalError']);
        if (why !== undefined) assert.equal(body.message, `Internal error occurred: ${why}`);
        assert.equal(({} as any).polluted, undefined);
      });
    });
  }

  test('of a deletion, where there is no object', async () => {
    const { body } = await create(configMap());
    const { server } = await bench.answering(() => patchOf({ op: 'add', path: '/x', value: 1 }));
    await withHook(MUTATING, bench.hook(server, { rules: MAPS }), async () => {
      const refused = await bench.api.call('DELETE', `${CONFIG_MAPS}/${body.metadata.name}`);
      const why = 'attempted to modify the object, which is not supported for this operation';
      assert.equal(refused.body.message, `Internal error occurred: admission webhook "hook.example.com" ${why}`);
    });
  });
});

test('CVE-2020-8561: a redirect is not followed, and nothing of it is told', async () => {
  const canary = await bench.serve((_body, _, response) => response.end('{}'));
  const server = await bench.serve((_body, _, response) =>
    response.writeHead(302, { location: `${canary.url}/secret-of-the-location` }).end('secret-of-the-body'),
  );
  for (const kind of [MUTATING, VALIDATING] as const) {
    await withHook(kind, bench.hook(server, { rules: MAPS }), async () => {
      const { status, body } = await create(configMap());
      const why = 'the server responded with the status code 302 but did not return more information';
      assert.deepEqual([status, body.message], [500, `${CALLING} failed to call webhook: ${why}`]);
    });
  }
  assert.equal(canary.connections(), 0);
});

test('a slow webhook is waited for as long as it may take', async () => {
  const server = await bench.serve(() => {});
  await withHook(VALIDATING, bench.hook(server, { rules: MAPS, timeoutSeconds: 1 }), async () => {
    const { status, body } = await create(configMap());
    const post = `Post "${server.url}/review?timeout=1s": context deadline exceeded`;
    assert.deepEqual([status, body.message], [500, `${CALLING} failed to call webhook: ${post}`]);
  });
});

describe('a request that is to be answered in time', () => {
  const TIMEOUTS: readonly (readonly [query: string, timeoutSeconds: number, told: string])[] = [
    ['?timeout=3s', 20, '3s'],
    ['?timeout=30s', 5, '5s'],
    ['?timeout=2500ms', 5, '3s'],
    ['', 30, '30s'],
  ];
  for (const [query, timeoutSeconds, told] of TIMEOUTS) {
    test(`of ${query || 'no timeout'} leaves a webhook of ${timeoutSeconds}s ${told}`, async () => {
      const seen: (string | undefined)[] = [];
      const server = await bench.serve(({ request }, { url }, response) => {
        seen.push(url);
        response.end(JSON.stringify(review(request, { allowed: true })));
      });
      for (const kind of [MUTATING, VALIDATING] as const) {
        await withHook(kind, bench.hook(server, { rules: MAPS, timeoutSeconds }), () => create(configMap(), query));
      }
      assert.deepEqual(seen, [`/review?timeout=${told}`, `/review?timeout=${told}`]);
    });
  }

  test('ends with the webhook that takes too long: no other is asked, and nothing is written', async () => {
    const closed = Promise.withResolvers<void>();
    const slow = await bench.serve((_body, { socket }) => socket.once('close', () => closed.resolve()));
    const { server, asked } = await bench.answering(() => ({ allowed: true }));
    const hooks = [slow, server].map((each, index) =>
      bench.hook(each, { name: `${index}.example.com`, rules: MAPS, failurePolicy: 'Ignore' }),
    );
    const remove = await bench.configure(MUTATING, hooks);
    const object = configMap();
    const { status, body } = await create(object, '?timeout=200ms');
    assert.deepEqual([status, body.reason], [504, 'Timeout']);
    await closed.promise;
    await remove();
    assert.equal(asked.length, 0);
    assert.equal((await bench.api.call('GET', `${CONFIG_MAPS}/${object.metadata.name}`)).status, 404);
  });
});

test('validating webhooks are asked at once, and the first of them that refuses is told', async () => {
  const waiting: (() => void)[] = [];
  const server = await bench.serve(({ request }, { url }, response) => {
    waiting.push(() => response.end(JSON.stringify(review(request, { allowed: false, status: { message: url } }))));
    // Answered only when both have been asked, the second first.
    if (waiting.length === 2) for (const answer of waiting.reverse()) answer();
  });
  const at = (path: string) => ({ clientConfig: { url: `${server.url}/${path}`, caBundle: bench.caBundle } });
  const hooks = ['a', 'b'].map((path) => bench.hook(server, { name: `${path}.example.com`, rules: MAPS, ...at(path) }));
  const remove = await bench.configure(VALIDATING, hooks);
  const { body } = await create(configMap());
  assert.equal(body.message, 'admission webhook "a.example.com" denied the request: /a?timeout=10s');
  await remove();
});

test('mutating webhooks see each other in the order of their configurations, then of the webhooks', async () => {
  const order: string[] = [];
  const server = await bench.serve(({ request }, { url = '' }, response) => {
    const letter = url[1]!;
    order.push(`${letter}:${Object.keys(request.object.data).join('')}`);
    const patch = patchOf({ op: 'add', path: `/data/${letter}`, value: '1' });
    response.end(JSON.stringify(review(request, patch)));
  });
  const hook = (path: string) =>
    bench.hook(server, {
      name: `${path}.example.com`,
      rules: MAPS,
      clientConfig: { url: `${server.url}/${path}`, caBundle: bench.caBundle },
    });
  const removes = [
    await bench.configure(MUTATING, [hook('z')], 'second'),
    await bench.configure(MUTATING, [hook('y'), hook('b')], 'first'),
  ];
  await create(configMap());
  assert.deepEqual(order, ['y:a', 'b:ay', 'z:ayb']);
  for (const remove of removes) await remove();
});

test('reinvocationPolicy IfNeeded: a webhook sees what those behind it changed, once', async () => {
  const seen: string[] = [];
  const answering = (letter: string) =>
    bench.answering(({ object }) => {
      seen.push(`${letter}:${Object.keys(object.data).sort().join('')}`);
      return patchOf({ op: 'add', path: `/data/${letter}`, value: '1' });
    });
  const [first, second] = [await answering('x'), await answering('y')];
  const hook = (name: string, server: any, change: object) =>
    bench.hook(server, { name: `${name}.example.com`, rules: MAPS, ...change });
  const remove = await bench.configure(MUTATING, [
    hook('x', first.server, { reinvocationPolicy: 'IfNeeded' }),
    hook('y', second.server, {}),
  ]);
  await create(configMap());
  assert.deepEqual(seen, ['x:a', 'y:ax', 'x:axy']);
  await remove();
});

describe('a dry run', () => {
  test('is refused where a webhook has side effects', async () => {
    const { server, asked } = await bench.answering(() => ({ allowed: true }));
    // Stored before there was a rule against it.
    await bench.storeUnchecked(VALIDATING, 'side-effects', [
      bench.hook(server, { rules: MAPS, sideEffects: 'Some', failurePolicy: 'Ignore' }),
    ]);
    const { status, body } = await create(configMap(), '?dryRun=All');
    const message = 'admission webhook "hook.example.com" does not support dry run';
    assert.deepEqual([status, body.reason, body.message], [400, 'BadRequest', message]);
    assert.equal((await create(configMap())).status, 201);
    assert.equal(asked.length, 1);
    await bench.remove(VALIDATING, 'side-effects');
  });

  test('is told to those that have none', async () => {
    const { server, asked } = await bench.answering(() => ({ allowed: true }));
    await withHook(MUTATING, bench.hook(server, { rules: MAPS, sideEffects: 'NoneOnDryRun' }), async () => {
      assert.equal((await create(configMap(), '?dryRun=All')).status, 201);
      assert.equal(asked[0].dryRun, true);
      assert.deepEqual(asked[0].options.dryRun, ['All']);
    });
  });
});

describe('match conditions', () => {
  const cases: [expression: string, isAsked: boolean][] = [
    ["object.metadata.name.startsWith('map-')", true],
    ["object.data.a == '2'", false],
    ['oldObject == null', true],
    ["request.operation == 'CREATE' && request.resource.resource == 'configmaps'", true],
    ["request.userInfo.username == 'jane'", false],
    ["'system:masters' in request.userInfo.groups", true],
    ["authorizer.group('').resource('secrets').check('get').allowed()", true],
    ["authorizer.requestResource.check('create').allowed()", true],
    ["has(request.subResource) && request.subResource == 'status'", false],
    ["quantity('1Gi').isGreaterThan(quantity('1M'))", true],
    ['request.dryRun', false],
  ];
  for (const [expression, isAsked] of cases) {
    test(`${expression}: ${isAsked ? 'asked' : 'not asked'}`, async () => {
      const { server, asked } = await bench.answering(() => ({ allowed: true }));
      const matchConditions = [{ name: 'c', expression }];
      await withHook(VALIDATING, bench.hook(server, { rules: MAPS, matchConditions }), async () => {
        assert.equal((await create(configMap())).status, 201);
        assert.equal(asked.length, isAsked ? 1 : 0);
      });
    });
  }

  test('one that cannot be told refuses, or passes over under Ignore', async () => {
    const { server, asked } = await bench.answering(() => ({ allowed: true }));
    const matchConditions = [{ name: 'c', expression: "object.missing == 'x'" }];
    const hook = (failurePolicy: string) => bench.hook(server, { rules: MAPS, matchConditions, failurePolicy });
    const object = configMap();
    await withHook(MUTATING, hook('Fail'), async () => {
      const { status, body } = await create(object);
      const why = `expression 'object.missing == 'x'' resulted in error: no such key: missing`;
      assert.deepEqual([status, body.message], [403, `configmaps "${object.metadata.name}" is forbidden: ${why}`]);
    });
    await withHook(MUTATING, hook('Ignore'), async () => assert.equal((await create(object)).status, 201));
    assert.equal(asked.length, 0);
  });

  const failing = (field: string) => ({ name: field, expression: `object.${field} == 'x'` });
  const error = (field: string) => `expression 'object.${field} == 'x'' resulted in error: no such key: ${field}`;
  const costly = (index: number) => ({
    name: `c${index}`,
    expression: `authorizer.group('').resource('pods').check('v${index}').allowed()`,
  });
  const spent = 'validation failed due to running out of cost budget, no further validation rules will be run';
  const unknowns: [what: string, conditions: object[], why: string | undefined][] = [
    ['several errors', [failing('a'), failing('b')], `[${error('a')}, ${error('b')}]`],
    ['the same error twice is told once', [failing('a'), { ...failing('a'), name: 'again' }], error('a')],
    ['as much as they may cost', Array.from({ length: 7 }, (_, index) => costly(index)), undefined],
    ['more than they may cost', Array.from({ length: 8 }, (_, index) => costly(index)), spent],
  ];
  for (const [what, matchConditions, why] of unknowns) {
    test(what, async () => {
      const { server } = await bench.answering(() => ({ allowed: true }));
      const object = configMap();
      await withHook(VALIDATING, bench.hook(server, { rules: MAPS, matchConditions }), async () => {
        const { status, body } = await create(object);
        assert.equal(status, why === undefined ? 201 : 403);
        if (why) assert.equal(body.message, `configmaps "${object.metadata.name}" is forbidden: ${why}`);
      });
    });
  }
});

test('AdmissionReview v1beta1 for those that take nothing newer', async () => {
  const bodies: any[] = [];
  const server = await bench.serve((body, _, response) => {
    bodies.push(body);
    // Nothing but the response counts in this version.
    response.end(JSON.stringify({ response: { allowed: true, patch: 'W10=' } }));
  });
  const old = { rules: MAPS, admissionReviewVersions: ['v9', 'v1beta1', 'v1'] };
  await withHook(MUTATING, bench.hook(server, old), async () => assert.equal((await create(configMap())).status, 201));
  assert.equal(bodies[0].apiVersion, 'admission.k8s.io/v1beta1');
});

test('warnings reach the client', async () => {
  const { server } = await bench.answering(() => ({ allowed: true, warnings: ['', 'mind the gap', null] }));
  await withHook(VALIDATING, bench.hook(server, { rules: MAPS }), async () => {
    const { headers } = await create(configMap());
    assert.deepEqual(headers.warning, ['299 - "mind the gap"']);
  });
});

test('webhooks do not see what configures webhooks', async () => {
  const { server, asked } = await bench.answering(() => ({ allowed: false }));
  const removes = [
    await bench.configure(MUTATING, [bench.hook(server)]),
    await bench.configure(VALIDATING, [bench.hook(server)]),
  ];
  for (const remove of removes) await remove();
  assert.equal(asked.length, 0);
  assert.equal((await create(configMap())).status, 201, 'they are gone');
});

describe('a new object has the status that Go gives it, so that who changes it in Go adds none', () => {
  const template = { metadata: { labels: { a: 'b' } }, spec: { containers: [{ name: 'c', image: 'i' }] } };
  const spec = { selector: { matchLabels: { a: 'b' } }, template };
  const cases: [path: string, object: object, shown: object, stored: object][] = [
    ['/api/v1/namespaces/default/pods', { spec: template.spec }, {}, { phase: 'Pending', qosClass: 'BestEffort' }],
    ['/apis/apps/v1/namespaces/default/deployments', { spec }, {}, {}],
    [
      '/apis/apps/v1/namespaces/default/statefulsets',
      { spec },
      { replicas: 0, availableReplicas: 0 },
      { replicas: 0, availableReplicas: 0 },
    ],
    [
      '/apis/apps/v1/namespaces/default/replicasets',
      { spec, status: { replicas: 7 } },
      { replicas: 7 },
      { replicas: 0 },
    ],
  ];
  for (const [path, object, shown, stored] of cases) {
    test(path, async () => {
      const { server, asked } = await bench.answering(() => ({ allowed: true }));
      const rules = [{ apiGroups: ['*'], apiVersions: ['*'], operations: ['CREATE'], resources: ['*'] }];
      await withHook(MUTATING, bench.hook(server, { rules }), async () => {
        const { status, body, text } = await bench.api.call('POST', path, { metadata: { name: 'go' }, ...object });
        assert.equal(status, 201, text);
        assert.deepEqual([asked[0].object.status, body.status], [shown, stored]);
      });
    });
  }
});

test('a namespace is in itself, from its creation on', async () => {
  const { server, asked } = await bench.answering(() => ({ allowed: true }));
  const rules = [
    { apiGroups: [''], apiVersions: ['v1'], operations: ['*'], resources: ['namespaces'], scope: 'Cluster' },
  ];
  const remove = await bench.configure(MUTATING, [bench.hook(server, { rules })]);
  await withHook(VALIDATING, bench.hook(server, { rules }), async () => {
    const namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'own' } };
    assert.equal((await bench.api.call('POST', '/api/v1/namespaces', namespace)).status, 201);
    assert.equal((await bench.api.call('DELETE', '/api/v1/namespaces/own')).status, 200);
  });
  await remove();
  assert.deepEqual(
    asked.map(({ operation, namespace, name }) => [operation, namespace, name]),
    ['CREATE', 'CREATE', 'DELETE', 'DELETE'].map((operation) => [operation, 'own', 'own']),
  );
});

test('matchPolicy Equivalent: one version is asked about in another, and patched there', async () => {
  const scalers = '/apis/autoscaling/v1/namespaces/default/horizontalpodautoscalers';
  const rules = [
    { apiGroups: ['autoscaling'], apiVersions: ['v2'], operations: ['*'], resources: ['horizontalpodautoscalers'] },
  ];
  const { server, asked } = await bench.answering(() =>
    patchOf({ op: 'replace', path: '/spec/maxReplicas', value: 9 }),
  );
  const object = {
    apiVersion: 'autoscaling/v1',
    kind: 'HorizontalPodAutoscaler',
    metadata: { name: 'h' },
    spec: {
      maxReplicas: 3,
      targetCPUUtilizationPercentage: 50,
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'd' },
    },
  };
  await withHook(MUTATING, bench.hook(server, { rules }), async () => {
    const { body, text } = await bench.api.call('POST', scalers, object);
    assert.equal(body.spec?.maxReplicas, 9, text);
    assert.equal(body.apiVersion, 'autoscaling/v1');
  });
  const [request] = asked;
  assert.equal(request.object.apiVersion, 'autoscaling/v2');
  assert.equal(request.object.spec.metrics[0].resource.target.averageUtilization, 50);
  assert.deepEqual([request.kind.version, request.requestKind.version], ['v2', 'v1']);
  await withHook(MUTATING, bench.hook(server, { rules, matchPolicy: 'Exact' }), async () => {
    await bench.api.call('DELETE', `${scalers}/h`);
  });
  assert.equal(asked.length, 1);
});

test('CVE-2021-25735: the old object of an update and of a deletion is the stored one', async () => {
  const { server, asked } = await bench.answering(() => ({ allowed: true }));
  const { body: stored } = await create(configMap());
  const path = `${CONFIG_MAPS}/${stored.metadata.name}`;
  await withHook(VALIDATING, bench.hook(server, { rules: MAPS }), async () => {
    const { body: updated } = await bench.api.call('PUT', path, { ...stored, data: { a: '2' } });
    await bench.api.call('DELETE', path);
    assert.deepEqual(asked[0].oldObject, stored);
    assert.deepEqual(asked[1].oldObject, updated);
    assert.equal(asked[1].object, null);
    assert.equal(asked[1].options.kind, 'DeleteOptions');
  });
});

describe('CVE-2016-1905: what is no plain write is seen, and what is made of it is what is done', () => {
  const pods = '/api/v1/namespaces/default/pods';
  const pod = (name: string) => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name },
    spec: { containers: [{ name: 'c', image: 'i' }] },
  });
  const rule = (resource: string) => [
    { apiGroups: [''], apiVersions: ['v1'], operations: ['*'], resources: [`pods/${resource}`] },
  ];

  test('a binding', async () => {
    await bench.api.call('POST', pods, pod('bound'));
    const { server, asked } = await bench.answering(() =>
      patchOf({ op: 'replace', path: '/target/name', value: 'other' }),
    );
    await withHook(MUTATING, bench.hook(server, { rules: rule('binding') }), async () => {
      const binding = { apiVersion: 'v1', kind: 'Binding', metadata: { name: 'bound' }, target: { name: 'n' } };
      assert.equal((await bench.api.call('POST', `${pods}/bound/binding`, binding)).status, 201);
    });
    assert.equal(asked[0].kind.kind, 'Binding');
    assert.equal((await bench.api.call('GET', `${pods}/bound`)).body.spec.nodeName, 'other');
  });

  test('an eviction', async () => {
    await bench.api.call('POST', pods, pod('evicted'));
    const { server, asked } = await bench.answering(() => ({ allowed: false, status: { message: 'stay' } }));
    await withHook(VALIDATING, bench.hook(server, { rules: rule('eviction') }), async () => {
      const eviction = { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name: 'evicted' } };
      const { body } = await bench.api.call('POST', `${pods}/evicted/eviction`, eviction);
      assert.match(body.message, /denied the request: stay$/);
    });
    assert.deepEqual(asked[0].kind, { group: 'policy', version: 'v1', kind: 'Eviction' });
    assert.equal((await bench.api.call('GET', `${pods}/evicted`)).status, 200);
  });

  test('exec', async () => {
    await bench.api.call('POST', pods, pod('entered'));
    const { server, asked } = await bench.answering(() => ({ allowed: false }));
    await withHook(VALIDATING, bench.hook(server, { rules: rule('exec') }), async () => {
      const { status } = await bench.api.call('GET', `${pods}/entered/exec?command=sh`);
      assert.equal(status, 400);
    });
    assert.deepEqual(asked[0].object, { kind: 'PodExecOptions', apiVersion: 'v1', command: ['sh'] });
    assert.equal(asked[0].operation, 'CONNECT');
  });
});

describe('a webhook behind a service', () => {
  const SERVICES = '/api/v1/namespaces/default/services';
  const SLICES = '/apis/discovery.k8s.io/v1/namespaces/default/endpointslices';
  const slice = (address: string, port: number, ready: boolean, index = 0) => ({
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: { name: `hook-${index}`, labels: { 'kubernetes.io/service-name': 'hook' } },
    addressType: 'IPv4',
    ports: [{ port }],
    endpoints: [{ addresses: [address], conditions: { ready } }],
  });
  const behind = (server: object, port = 443) =>
    bench.hook(server as any, {
      rules: MAPS,
      clientConfig: { service: { namespace: 'default', name: 'hook', path: '/in', port }, caBundle: bench.caBundle },
    });
  const post = (path = '/in', port = 443) => `Post "https://hook.default.svc:${port}${path}?timeout=10s":`;
  async function refusal(port?: number): Promise<string> {
    return withHook(VALIDATING, behind({}, port), async () => (await create(configMap())).body.message);
  }

  test('is named by it', async () => {
    assert.equal(await refusal(), `${CALLING} failed to call webhook: ${post()} service "hook" not found`);
    const service = { apiVersion: 'v1', kind: 'Service', metadata: { name: 'hook' }, spec: { ports: [{ port: 443 }] } };
    assert.equal((await bench.api.call('POST', SERVICES, service)).status, 201);
    const why = 'no service port 444 found for service "hook"';
    assert.equal(await refusal(444), `${CALLING} failed to call webhook: ${post('/in', 444)} ${why}`);
    assert.equal((await bench.api.call('POST', SLICES, slice('10.1.2.3', 1, false))).status, 201);
    const none = 'no endpoints available for service "hook"';
    assert.equal(await refusal(), `${CALLING} failed to call webhook: ${post()} ${none}`);
  });

  test('is reached at a ready endpoint, and proves to be the service', async () => {
    const seen: unknown[] = [];
    const server = await bench.serve(({ request }, { headers, url }, response) => {
      seen.push([headers.host, url]);
      response.end(JSON.stringify(review(request, { allowed: true })));
    });
    // No slice may name this machine, so that the address is put in behind validation.
    await bench.storeUncheckedSlice(slice('127.0.0.1', server.port, true, 1));
    await withHook(VALIDATING, behind(server), async () => assert.equal((await create(configMap())).status, 201));
    assert.deepEqual(seen, [['hook.default.svc', '/in?timeout=10s']]);
  });
});

test('connections are kept and used again; what changes in a configuration counts at once', async () => {
  const { server, asked } = await bench.answering(() => ({ allowed: true }));
  await withHook(VALIDATING, bench.hook(server, { rules: MAPS }), async () => {
    for (let i = 0; i < 5; i++) await create(configMap());
  });
  assert.deepEqual([asked.length, server.connections()], [5, 1]);
  await create(configMap());
  assert.equal(asked.length, 5);
});

test('a server that cannot prove who it is is not asked', async () => {
  const { server, asked } = await bench.answering(() => ({ allowed: true }));
  const caBundle = Buffer.from(bench.pki.frontProxyAuthority.certificate).toString('base64');
  const clientConfig = { url: `${server.url}/review`, caBundle };
  await withHook(VALIDATING, bench.hook(server, { rules: MAPS, clientConfig }), async () => {
    const why = 'tls: failed to verify certificate: x509: certificate signed by unknown authority';
    const { body } = await create(configMap());
    assert.equal(body.message, `${CALLING} failed to call webhook: Post "${server.url}/review?timeout=10s": ${why}`);
  });
  assert.equal(asked.length, 0);
});

describe('a caBundle', () => {
  const block = (type: string, body: string) => `-----BEGIN ${type}-----\n${body}\n-----END ${type}-----\n`;
  const LOADING = 'could not get REST client: unable to load root certificates:';
  const cases: [what: string, pem: (authority: string) => string, why: string | undefined][] = [
    ['that is no PEM', () => 'x', `${LOADING} unable to parse bytes as PEM block`],
    ['of something else', () => block('PUBLIC KEY', 'eA=='), `${LOADING} no valid certificate authority data seen`],
    [
      'of what only says that it is a certificate',
      () => block('CERTIFICATE', 'eA=='),
      `${LOADING} failed to parse certificate: x509: malformed certificate`,
    ],
    [
      'with the authority among other things',
      (authority) => `x\n${block('CERTIFICATE', 'eA==')}${block('PUBLIC KEY', 'eA==')}${authority}`,
      undefined,
    ],
  ];
  for (const [what, pem, why] of cases) {
    test(what, async () => {
      const { server } = await bench.answering(() => ({ allowed: true }));
      const caBundle = Buffer.from(pem(bench.pki.authority.certificate)).toString('base64');
      const clientConfig = { url: `${server.url}/review`, caBundle };
      await withHook(VALIDATING, bench.hook(server, { rules: MAPS, clientConfig }), async () => {
        const { body } = await create(configMap());
        assert.equal(body.message, why && `${CALLING} ${why}`);
      });
    });
  }
});

test('a webhook on a link-local address is not called', async () => {
  const clientConfig = { url: 'https://169.254.169.254/latest', caBundle: bench.caBundle };
  await withHook(VALIDATING, bench.hook({ url: '' }, { rules: MAPS, clientConfig }), async () => {
    const { body } = await create(configMap());
    assert.equal(body.message, `${CALLING} failed to call webhook: the address is not allowed`);
  });
});
