import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { KubeObject } from '../../api/object.ts';
import { events as coreEvents } from '../core/events/index.ts';
import { assertErrors, drive } from '../testing.ts';
import { fromCoreEvent, toCoreEvent } from './conversion.ts';
import { eventsResources } from './index.ts';

const [events] = eventsResources;
const OLD = {
  apiVersion: 'v1',
  kind: 'Event',
  metadata: { name: 'e', namespace: 'd' },
  involvedObject: { kind: 'Pod', namespace: 'd', name: 'p' },
};
const REPORT = {
  eventTime: '2026-01-01T00:00:00.000000Z',
  reportingComponent: 'example.com/controller',
  reportingInstance: 'i',
  action: 'Scale',
  reason: 'Scaled',
  type: 'Normal',
};

describe('core/v1', () => {
  const { created, createErrors, updateErrors } = drive(coreEvents, OLD);
  const long = 'x'.repeat(1025);
  const rows: [name: string, change: object, want: (string | RegExp)[]][] = [
    ['valid', {}, []],
    ['of a cluster-wide object', { metadata: { namespace: 'default' }, involvedObject: { namespace: null } }, []],
    [
      'of another namespace',
      { involvedObject: { namespace: 'x' } },
      ['involvedObject.namespace: Invalid value: "x": does not match event.namespace'],
    ],
    [
      'of a cluster-wide object elsewhere',
      { involvedObject: { namespace: null } },
      ['involvedObject.namespace: Invalid value: "": does not match event.namespace'],
    ],
    ['a report', REPORT, []],
    ['a report of another namespace', { ...REPORT, involvedObject: { namespace: 'x' } }, []],
    [
      'a report of a cluster-wide object',
      { ...REPORT, metadata: { namespace: 'kube-system' }, involvedObject: { namespace: null } },
      [],
    ],
    ['a report of one elsewhere', { ...REPORT, involvedObject: { namespace: null } }, [/^involvedObject\.namespace/]],
    [
      'an empty report',
      { eventTime: REPORT.eventTime },
      [
        'reportingController: Required value',
        /^reportingController: Invalid value: ""/,
        /^reportingController: Invalid value: ""/,
        'reportingInstance: Required value',
        'action: Required value',
        'reason: Required value',
      ],
    ],
    [
      'a long report',
      { ...REPORT, reportingInstance: long, action: long, reason: long, message: long },
      [
        'reportingInstance: Invalid value: "": can have at most 128 characters',
        'action: Invalid value: "": can have at most 128 characters',
        'reason: Invalid value: "": can have at most 128 characters',
        'message: Invalid value: "": can have at most 1024 characters',
      ],
    ],
    ['a bad reporter', { ...REPORT, reportingComponent: 'a b' }, [/^reportingController: Invalid value: "a b"/]],
  ];
  for (const [name, change, want] of rows) {
    it(name, () => {
      assertErrors(createErrors(change), want);
      assertErrors(updateErrors(change), want);
    });
  }

  it('can be selected', () => {
    const event = created({ reportingComponent: 'c', reason: 'r' });
    const field = (name: string): string => coreEvents.selectableFields![name]!(event);
    assert.equal(field('involvedObject.name'), 'p');
    assert.equal(field('involvedObject.uid'), '');
    assert.equal(field('source'), 'c');
    event.source = { component: 'kubelet' };
    assert.equal(field('source'), 'kubelet');
  });

  it('has any name that is a path segment', () => {
    assert.deepEqual(coreEvents.strategy.validateName!('Odd_Name.17', false), []);
    assert.equal(coreEvents.strategy.validateName!('a/b', false).length, 1);
  });
});

describe('events.k8s.io/v1', () => {
  const { createErrors, updateErrors } = drive(events!, { ...OLD, ...REPORT });
  const rows: [name: string, change: object, want: (string | RegExp)[]][] = [
    ['valid', {}, []],
    ['a series', { series: { count: 2, lastObservedTime: REPORT.eventTime } }, []],
    ['no time', { eventTime: null }, ['eventTime: Required value']],
    ['an odd type', { type: 'Odd' }, ['type: Invalid value: "": has invalid value: Odd']],
    [
      'a short series',
      { series: { count: 1 } },
      ['series.count: Invalid value: "": should be at least 2', 'series.lastObservedTime: Required value'],
    ],
    [
      'fields of old',
      { firstTimestamp: REPORT.eventTime, lastTimestamp: REPORT.eventTime, count: 1, source: { host: 'h' } },
      ['firstTimestamp', 'lastTimestamp', 'count', 'source'].map((f) => `${f}: Invalid value: "": needs to be unset`),
    ],
  ];
  for (const [name, change, want] of rows) it(name, () => assertErrors(createErrors(change), want));

  it('only its series goes on', () => {
    assert.deepEqual(updateErrors({ series: { count: 3, lastObservedTime: REPORT.eventTime } }), []);
    assertErrors(updateErrors({ series: { count: 1, lastObservedTime: REPORT.eventTime } }), [/series\.count/]);
    assertErrors(updateErrors({ reason: 'Other', reportingComponent: 'other' }), [
      'reason: Invalid value: "Other": field is immutable',
      'reason: Invalid value: "Other": field is immutable',
      'reportingController: Invalid value: "other": field is immutable',
    ]);
  });

  it('tells of what it said as upstream names it', () => {
    const change = {
      involvedObject: { name: 'other' },
      source: { host: 'h' },
      firstTimestamp: '2026-01-01T00:00:00Z',
      count: 1,
      action: 'Other',
      message: 'm',
      related: { uid: 'u' },
    };
    const empty = '"ResourceVersion":"","FieldPath":""}';
    const told = [
      `involvedObject: Invalid value: {"Kind":"Pod","Namespace":"d","Name":"other","UID":"","APIVersion":"",${empty}`,
      'message: Invalid value: "m"',
      'source: Invalid value: {"Component":"","Host":"h"}',
      'firstTimestamp: Invalid value: "2026-01-01T00:00:00Z"',
      'count: Invalid value: 1',
      'action: Invalid value: "Other"',
      `related: Invalid value: {"Kind":"","Namespace":"","Name":"","UID":"u","APIVersion":"",${empty}`,
    ];
    assert.deepEqual(
      updateErrors(change),
      told.map((text) => `${text}: field is immutable`),
    );
    const gone = { message: null, related: null, count: null, firstTimestamp: null };
    assertErrors(updateErrors(gone, { message: 'm', related: { uid: 'u' }, count: 2, firstTimestamp: 't' }), [
      'message: Invalid value: "": field is immutable',
      'firstTimestamp: Invalid value: null: field is immutable',
      'count: Invalid value: 0: field is immutable',
      'related: Invalid value: null: field is immutable',
    ]);
  });
});

describe('conversion', () => {
  const event: KubeObject = {
    apiVersion: 'events.k8s.io/v1',
    kind: 'Event',
    metadata: { name: 'e', namespace: 'd' },
    note: 'n',
    regarding: { kind: 'Pod' },
    reportingController: 'c',
    deprecatedSource: { component: 's' },
    deprecatedFirstTimestamp: 'f',
    deprecatedLastTimestamp: 'l',
    deprecatedCount: 3,
    reason: 'r',
    series: { count: 2 },
  };
  const stored = {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: { name: 'e', namespace: 'd' },
    message: 'n',
    involvedObject: { kind: 'Pod' },
    reportingComponent: 'c',
    source: { component: 's' },
    firstTimestamp: 'f',
    lastTimestamp: 'l',
    count: 3,
    reason: 'r',
    series: { count: 2 },
  };
  it('to what is stored', () => assert.deepEqual(toCoreEvent(event), stored));
  it('and back', () => assert.deepEqual(fromCoreEvent(stored), event));
  it('both groups share one place', () => assert.equal(events!.prefix, coreEvents.prefix));
});
