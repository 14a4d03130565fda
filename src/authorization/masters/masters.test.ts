import assert from 'node:assert/strict';
import { test } from 'node:test';
import { GROUP_MASTERS } from '../../request/user-info.ts';
import type { Attributes } from '../authorizer.ts';
import { unionAuthorizer } from '../union.ts';
import { mastersAuthorizer } from './masters.ts';

const BASE: Attributes = {
  user: { name: 'alice', groups: ['system:authenticated'] },
  verb: 'get',
  isResourceRequest: false,
  namespace: '',
  group: '',
  version: '',
  resource: '',
  subresource: '',
  name: '',
  path: '/api',
};
const pods = { isResourceRequest: true, path: '/api/v1/pods', resource: 'pods', version: 'v1' };
const master = { user: { name: 'root', groups: [GROUP_MASTERS] } };

const cases: { name: string; attributes: Partial<Attributes>; outcome: string }[] = [
  { name: 'a master on a resource', attributes: { ...pods, ...master, verb: 'delete' }, outcome: 'allow' },
  { name: 'a master on a path', attributes: { ...master, path: '/metrics' }, outcome: 'allow' },
  { name: 'anyone on a resource', attributes: pods, outcome: 'deny' },
  {
    name: 'a user called like the group',
    attributes: { ...pods, user: { name: GROUP_MASTERS, groups: [] } },
    outcome: 'deny',
  },
  { name: 'anyone on discovery', attributes: { path: '/api' }, outcome: 'deny' },
];
for (const { name, attributes, outcome } of cases) {
  test(`${name}: ${outcome}`, async () => {
    const union = unionAuthorizer([mastersAuthorizer]);
    assert.equal((await union.authorize({ ...BASE, ...attributes })).outcome, outcome);
  });
}
