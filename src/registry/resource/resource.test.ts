import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { assertErrors, type Change, drive } from '../testing.ts';
import { deviceClasses } from './deviceclasses.ts';
import { resourceClaims } from './resourceclaims.ts';
import { resourceClaimTemplates } from './resourceclaimtemplates.ts';
import { resourceSlices } from './resourceslices.ts';

const METADATA = { name: 'x', namespace: 'n', resourceVersion: '1' };
const REQUEST = { name: 'gpu', exactly: { deviceClassName: 'gpu.example.com' } };
const CLAIM = { devices: { requests: [REQUEST] } };
const exactly = (change: object): Change => ({
  devices: { requests: [{ name: 'gpu', exactly: { ...REQUEST.exactly, ...change } }] },
});
const AT = 'spec.devices.requests[0]';
const REFERENCE =
  "must be the name of a request in the claim or the name of a request and a subrequest separated by '/'";

type Cases = readonly (readonly [what: string, spec: Change, errors: readonly (string | RegExp)[]])[];
const claims = drive(resourceClaims, {
  apiVersion: 'resource.k8s.io/v1',
  kind: 'ResourceClaim',
  metadata: METADATA,
  spec: CLAIM,
});

describe('a claim', () => {
  const ONE_OF = 'exactly one of `exactly` or `firstAvailable` is required';
  const cases: Cases = [
    ['is fine', {}, []],
    ['may ask for all', exactly({ allocationMode: 'All' }), []],
    ['asks for something', { devices: { requests: [{ name: 'gpu' }] } }, [`${AT}: Required value: ${ONE_OF}`]],
    [
      'asks for one thing',
      { devices: { requests: [{ ...REQUEST, firstAvailable: [{ name: 'a', deviceClassName: 'b' }] }] } },
      [`${AT}: Invalid value: null: ${ONE_OF}, but multiple fields are set`],
    ],
    ['names a class', exactly({ deviceClassName: '' }), [`${AT}.exactly.deviceClassName: Required value`]],
    [
      'counts what it wants',
      exactly({ count: -1 }),
      [`${AT}.exactly.count: Invalid value: -1: must be greater than zero`],
    ],
    [
      'does not count all',
      exactly({ allocationMode: 'All', count: 2 }),
      [`${AT}.exactly.count: Invalid value: 2: must not be specified when allocationMode is 'All'`],
    ],
    [
      'allocates in a way that exists',
      exactly({ allocationMode: 'Some' }),
      [`${AT}.exactly.allocationMode: Unsupported value: "Some": supported values: "All", "ExactCount"`],
    ],
    ['selects by expressions', exactly({ selectors: [{}] }), [`${AT}.exactly.selectors[0].cel: Required value`]],
    [
      'tolerates in words that fit',
      exactly({
        tolerations: [
          { operator: 'Exists', value: 'a' },
          { operator: 'Near', effect: 'Boom' },
        ],
      }),
      [
        `${AT}.exactly.tolerations[0].value: Invalid value: "a": must be empty for operator \`Exists\``,
        `${AT}.exactly.tolerations[1].operator: Unsupported value: "Near": supported values: "Equal", "Exists"`,
        `${AT}.exactly.tolerations[1].effect: Unsupported value: "Boom": supported values: "NoExecute", "NoSchedule", "None"`,
      ],
    ],
    [
      'names a request once',
      { devices: { requests: [REQUEST, REQUEST] } },
      ['spec.devices.requests[1]: Duplicate value: "gpu"'],
    ],
    [
      'has a few requests',
      { devices: { requests: Array.from({ length: 33 }, (_, i) => ({ ...REQUEST, name: `r${i}` })) } },
      ['spec.devices.requests: Too many: 33: must have at most 32 items'],
    ],
    [
      'constrains its own requests',
      { devices: { constraints: [{ requests: ['cpu'], matchAttribute: 'x.example.com/a' }] } },
      [`spec.devices.constraints[0].requests[0]: Invalid value: "cpu": ${REFERENCE}`],
    ],
    [
      'tells of too many requests, and of nothing else',
      { devices: { requests: Array.from({ length: 33 }, () => ({ name: 'A' })) } },
      ['spec.devices.requests: Too many: 33: must have at most 32 items'],
    ],
    [
      'tells of repeated names behind all others',
      { devices: { requests: [REQUEST, REQUEST, { ...REQUEST, name: '' }] } },
      [/^spec\.devices\.requests\[2\]\.name: Invalid/, 'spec.devices.requests[1]: Duplicate value: "gpu"'],
    ],
    [
      'takes the first of two attributes',
      { devices: { constraints: [{ matchAttribute: 'x.example.com/a', distinctAttribute: '!' }] } },
      [],
    ],
    [
      'names attributes with both their parts',
      { devices: { constraints: [{ matchAttribute: '/a' }, { matchAttribute: 'x.example.com/' }] } },
      [
        'spec.devices.constraints[0].matchAttribute: Invalid value: "": the domain must not be empty',
        'spec.devices.constraints[1].matchAttribute: Invalid value: "": the name must not be empty',
      ],
    ],
    [
      'constrains by one attribute, with its domain',
      { devices: { constraints: [{}, { matchAttribute: 'a' }] } },
      [
        'spec.devices.constraints[0]: Required value: exactly one of "matchAttribute" or "distinctAttribute" is required, but multiple fields are set',
        'spec.devices.constraints[1].matchAttribute: Invalid value: "a": a fully qualified name must be a domain and a name separated by a slash',
      ],
    ],
    [
      'sets up a driver with an object',
      { devices: { config: [{ opaque: { driver: 'd.example.com', parameters: 'x' } }] } },
      ['spec.devices.config[0].opaque.parameters: Invalid value: "<value omitted>": must be a valid JSON object'],
    ],
  ];
  for (const [what, spec, errors] of cases) it(what, () => assertErrors(claims.createErrors({ spec }), errors));

  it('wants one device unless it says otherwise', () => {
    const [request] = claims.created().spec.devices.requests;
    assert.deepEqual(request.exactly, { deviceClassName: 'gpu.example.com', allocationMode: 'ExactCount', count: 1 });
  });

  it('never changes', () => {
    const [error] = claims.updateErrors({ spec: exactly({ count: 2 }) });
    assert.match(error ?? '', /^spec: Invalid value: .*: field is immutable$/);
  });
});

describe('the status of a claim', () => {
  const RESULT = { request: 'gpu', driver: 'd.example.com', pool: 'p', device: 'dev-0' };
  const ALLOCATION = { devices: { results: [RESULT] } };
  const DEVICE = { driver: 'd.example.com', pool: 'p', device: 'dev-0' };
  const SHARE = '6ba7b810-9dad-11d1-80b4-00c04fd430c8';
  const USER = { resource: 'pods', name: 'p', uid: 'u' };
  const cases: readonly (readonly [what: string, status: Change, errors: string[]])[] = [
    ['is fine', { allocation: ALLOCATION, reservedFor: [USER] }, []],
    [
      'reserves what is allocated',
      { reservedFor: [USER] },
      ['status.reservedFor: Forbidden: may not be specified when `allocated` is not set'],
    ],
    [
      'reserves for someone',
      { allocation: ALLOCATION, reservedFor: [{}] },
      [
        'status.reservedFor[0].resource: Required value',
        'status.reservedFor[0].name: Required value',
        'status.reservedFor[0].uid: Required value',
      ],
    ],
    [
      'allocates what is asked for',
      { allocation: { devices: { results: [{ ...RESULT, request: 'cpu' }] } } },
      [`status.allocation.devices.results[0].request: Invalid value: "cpu": ${REFERENCE}`],
    ],
    [
      'tells of allocated devices',
      { allocation: ALLOCATION, devices: [{ driver: 'd.example.com', pool: 'p', device: 'dev-1' }] },
      ['status.devices[0]: Invalid value: d.example.com/p/dev-1: must be an allocated device in the claim'],
    ],
    [
      'tells of conditions with their time',
      {
        allocation: ALLOCATION,
        devices: [
          {
            driver: 'd.example.com',
            pool: 'p',
            device: 'dev-0',
            conditions: [{ type: 'Ready', status: 'True', reason: 'Up' }],
          },
        ],
      },
      ['status.devices[0].conditions[0].lastTransitionTime: Required value: must be set'],
    ],
    [
      'tells of a device once',
      { allocation: ALLOCATION, devices: [DEVICE, DEVICE] },
      ['status.devices[1]: Duplicate value: d.example.com/p/dev-0'],
    ],
    [
      'tells shares of a device apart',
      {
        allocation: { devices: { results: [{ ...RESULT, shareID: SHARE }] } },
        devices: [{ ...DEVICE, shareID: SHARE }, DEVICE],
      },
      ['status.devices[1]: Invalid value: d.example.com/p/dev-0: must be an allocated device in the claim'],
    ],
    [
      'has shares with identities',
      { allocation: { devices: { results: [{ ...RESULT, shareID: 'a' }] } } },
      [
        'status.allocation.devices.results[0].shareID: Invalid value: "a": error validating uid: invalid UUID length: 1',
      ],
    ],
    [
      'waits for conditions and their opposite',
      { allocation: { devices: { results: [{ ...RESULT, bindingConditions: ['a.example.com/b'] }] } } },
      [
        'status.allocation.devices.results[0].bindingFailureConditions: Invalid value: []: bindingFailureConditions are required to use bindingConditions',
      ],
    ],
    [
      'tells of addresses in their shortest form',
      {
        allocation: ALLOCATION,
        devices: [{ ...DEVICE, networkData: { ips: ['2001:db8:0::1/64', '10.0.0.1/24'] } }],
      },
      [
        'status.devices[0].networkData.ips[0]: Invalid value: "2001:db8:0::1/64": must be in canonical form ("2001:db8::1/64")',
      ],
    ],
    [
      'tells of addresses with their range',
      {
        allocation: ALLOCATION,
        devices: [{ driver: 'd.example.com', pool: 'p', device: 'dev-0', networkData: { ips: ['10.0.0.1'] } }],
      },
      [
        'status.devices[0].networkData.ips[0]: Invalid value: "10.0.0.1": must be a valid address in CIDR form, (e.g. 10.9.8.7/24 or 2001:db8::1/64)',
      ],
    ],
  ];
  for (const [what, status, errors] of cases) it(what, () => assert.deepEqual(claims.statusErrors({ status }), errors));

  const statusUpdate = (status: object, old: object, metadata: object = {}): string[] => {
    const before = { ...claims.created(), status: old } as never;
    const after = { ...claims.created(), metadata: { ...METADATA, ...metadata }, status } as never;
    return resourceClaims.status!.validateUpdate!(after, before).map(String);
  };
  it('does not change what is allocated', () => {
    const other = { devices: { results: [{ ...RESULT, device: 'dev-1' }] } };
    assert.match(
      statusUpdate({ allocation: other }, { allocation: ALLOCATION }).join(),
      /^status.allocation: .* field is immutable$/,
    );
    assert.deepEqual(statusUpdate({}, { allocation: ALLOCATION }), []);
  });
  it('forgets devices that are freed', () => {
    const old = { ...claims.created(), status: { allocation: ALLOCATION, devices: [DEVICE] } };
    const freed = { ...old, status: { devices: [DEVICE] } };
    resourceClaims.status!.prepareForUpdate(freed as never, old as never, undefined as never);
    assert.deepEqual(freed.status, {});
  });
  it('reserves nothing new while it is being deleted', () => {
    const deleted = { deletionTimestamp: '2026-01-01T00:00:00Z' };
    const reserved = { allocation: ALLOCATION, reservedFor: [USER] };
    assert.equal(statusUpdate(reserved, { allocation: ALLOCATION }, deleted).length, 1);
    assert.deepEqual(statusUpdate(reserved, reserved, deleted), []);
  });
});

it('a template holds a claim', () => {
  const templates = drive(resourceClaimTemplates, { metadata: METADATA, spec: { spec: CLAIM } });
  assert.deepEqual(templates.createErrors(), []);
  assert.deepEqual(templates.createErrors({ spec: { spec: { devices: { requests: [{ name: 'gpu' }] } } } }), [
    'spec.spec.devices.requests[0]: Required value: exactly one of `exactly` or `firstAvailable` is required',
  ]);
  const metadata = { finalizers: ['a.b/c'], uid: 'u', name: 'n', labels: { '-': '' }, annotations: { a: 'b' } };
  assert.deepEqual(templates.createErrors({ spec: { metadata, spec: CLAIM } }).slice(1), [
    'spec.metadata.name: Forbidden: cannot be set',
    'spec.metadata.uID: Forbidden: cannot be set',
    'spec.metadata.finalizers: Forbidden: cannot be set',
  ]);
});

it('a class may stand for an extended resource of another domain', () => {
  const classes = drive(deviceClasses, { metadata: METADATA, spec: {} });
  assert.deepEqual(classes.createErrors({ spec: { extendedResourceName: 'example.com/gpu' } }), []);
  assert.deepEqual(classes.createErrors({ spec: { extendedResourceName: 'cpu' } }), [
    'spec.extendedResourceName: Invalid value: "cpu": must be a valid extended resource name',
  ]);
});

describe('a slice', () => {
  const POOL = { name: 'p', resourceSliceCount: 1 };
  const slices = drive(resourceSlices, {
    metadata: METADATA,
    spec: { driver: 'd.example.com', nodeName: 'n', pool: POOL, devices: [{ name: 'dev-0' }] },
  });
  const device = (change: object): Change => ({ devices: [{ name: 'dev-0', ...change }] });
  const CHOICE = 'exactly one of `nodeName`, `nodeSelector`, `allNodes`, `perDeviceNodeSelection` is required';
  const D = 'spec.devices[0]';
  const cases: Cases = [
    ['is fine', device({ attributes: { model: { string: 'a' }, 'x.example.com/v': { version: '1.2.3' } } }), []],
    ['is somewhere', { nodeName: null }, [`spec: Required value: ${CHOICE}`]],
    [
      'is somewhere in one way',
      { allNodes: true },
      [`spec: Invalid value: "{\`nodeName\`, \`allNodes\`}": ${CHOICE}, but multiple fields are set`],
    ],
    [
      'is everywhere or does not say so',
      { allNodes: false },
      ['spec.allNodes: Invalid value: false: must be either unset or set to true'],
    ],
    [
      'is of a pool',
      { pool: { name: '', resourceSliceCount: 0, generation: -1 } },
      [
        'spec.pool.name: Required value',
        'spec.pool.resourceSliceCount: Invalid value: 0: must be greater than zero',
        'spec.pool.generation: Invalid value: -1: must be greater than or equal to zero',
      ],
    ],
    ['has a device once', { devices: [{ name: 'a' }, { name: 'a' }] }, ['spec.devices[1]: Duplicate value: "a"']],
    [
      'has devices or counters',
      { sharedCounters: [{ name: 'a', counters: { b: { value: '1' } } }] },
      ['spec: Invalid value: "": only one of `sharedCounters` or `devices` is allowed'],
    ],
    [
      'has attributes of one value',
      device({ attributes: { a: {}, b: { int: 1, bool: true } } }),
      [
        `${D}.attributes[a]: Invalid value: "": exactly one value must be specified`,
        `${D}.attributes[b]: Invalid value: {"int":1,"bool":true}: exactly one value must be specified`,
      ],
    ],
    [
      'has versions that are versions',
      device({ attributes: { a: { version: '1.2' } } }),
      [`${D}.attributes[a].version: Invalid value: "1.2": must be a string compatible with semver.org spec 2.0.0`],
    ],
    [
      'shares capacity only where it may',
      device({ capacity: { memory: { value: '1Gi', requestPolicy: {} } } }),
      [`${D}.capacity[memory].requestPolicy: Forbidden: allowMultipleAllocations must be true`],
    ],
    [
      'has no lists of values yet: those are not stored',
      device({ attributes: { a: { ints: [1] }, b: { int: 1, strings: ['x'] } } }),
      [`${D}.attributes[a]: Invalid value: "": exactly one value must be specified`],
    ],
    [
      'shows names that are too long without their middle',
      device({ attributes: { ['a'.repeat(97)]: { int: 1 } } }),
      [`${D}.attributes[${'a'.repeat(47)}...${'a'.repeat(46)}]: Too long: may not be more than 32 bytes`],
    ],
    [
      'has conditions that do not overlap',
      device({ bindingConditions: ['a', 'a'], bindingFailureConditions: ['a', 'b', 'b'] }),
      [
        `${D}.bindingConditions[1]: Duplicate value: "a"`,
        `${D}.bindingFailureConditions[0]: Invalid value: "a": bindingFailureConditions must not overlap with bindingConditions`,
        `${D}.bindingFailureConditions[2]: Duplicate value: "b"`,
      ],
    ],
    [
      'is on a node with a name, as its devices are',
      { nodeName: '', perDeviceNodeSelection: true, ...device({ nodeName: '', allNodes: true }) },
      [
        'spec.nodeName: Invalid value: "": must be either unset or set to a non-empty string',
        `${D}.nodeName: Invalid value: "": must not be empty`,
      ],
    ],
    ['taints with an effect', device({ taints: [{ key: 'a' }] }), [`${D}.taints[0].effect: Required value`]],
    [
      'lets devices say where they are only where it may',
      device({ nodeName: 'n' }),
      [
        `${D}: Invalid value: null: \`nodeName\`, \`nodeSelector\` and \`allNodes\` can only be set if \`perDeviceNodeSelection\` is set to true in the ResourceSlice spec`,
      ],
    ],
  ];
  for (const [what, spec, errors] of cases) it(what, () => assertErrors(slices.createErrors({ spec }), errors));

  it('stays where it is', () => {
    assert.deepEqual(slices.updateErrors({ spec: { nodeName: 'm', allNodes: false } }), [
      'spec.nodeName: Invalid value: "m": field is immutable',
      'spec.allNodes: Invalid value: false: must be either unset or set to true',
    ]);
  });
  it('says since when a taint is there', () => {
    const [created] = slices.created({ spec: device({ taints: [{ key: 'a', effect: 'NoExecute' }] }) }).spec.devices;
    assert.equal(created.taints[0].timeAdded, '2026-01-01T00:00:00Z');
  });
});
