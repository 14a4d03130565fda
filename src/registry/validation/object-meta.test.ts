import { describe, it } from 'node:test';
import { path } from '../../api/field.ts';
import type { OwnerReference } from '../../api/object.ts';
import { assertErrors } from '../testing.ts';
import { texts } from '../workloads/testing.ts';
import { validateObjectMeta } from './object-meta.ts';

describe('owner references', () => {
  const owner = { apiVersion: 'apps/v1', kind: 'Deployment', name: 'd', uid: 'u' };
  const at = 'metadata.ownerReferences';
  const noVersion = (text: string) => `${at}.apiVersion: Invalid value: "${text}": version must not be empty`;
  const rows: [what: string, change: Partial<OwnerReference>, expected: (string | RegExp)[]][] = [
    ['of a group', {}, []],
    ['of the core group', { apiVersion: 'v1' }, []],
    ['without a version', { apiVersion: '' }, [noVersion('')]],
    ['of a group without a version', { apiVersion: 'apps/' }, [noVersion('apps/')]],
    ['of no group version', { apiVersion: 'a/b/c' }, [noVersion('a/b/c')]],
    ['without a name', { name: '' }, [`${at}.name: Invalid value: "": must not be empty`]],
    ['to an event', { apiVersion: 'v1', kind: 'Event' }, [/Kind=Event is disallowed from being an owner$/]],
    ['to an event, said otherwise', { apiVersion: '/v1', kind: 'Event' }, [/Kind=Event is disallowed/]],
  ];
  for (const [what, change, expected] of rows) {
    it(what, () => {
      const meta = { name: 'x', ownerReferences: [{ ...owner, ...change }] };
      assertErrors(texts(validateObjectMeta(meta, false, () => [], path('metadata'))), expected);
    });
  }
});
