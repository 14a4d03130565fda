import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { admit, type TestWrite } from '../../testing.ts';
import { DenyServiceExternalIPs } from './deny-service-external-ips.ts';

const granting = (...granted: string[]) =>
  new DenyServiceExternalIPs({ allows: async (_attributes, what) => granted.includes(what) });
const external = (...externalIPs: string[]) => ({ spec: { externalIPs } });
const balanced = (...ingress: object[]) => ({ status: { loadBalancer: { ingress } } });
const update = (oldObject: object, object: object, resource = 'services'): TestWrite => ({
  operation: 'UPDATE',
  resource,
  oldObject,
  object,
});

const IPS = 'services "x" is forbidden: Use of external IPs is denied by admission control';
const INGRESS =
  'services "x" is forbidden: new addresses of a load balancer are denied by admission control; to allow it, grant the verb "use" on "services/loadbalanceringress"';

describe('CVE-2020-8554: addresses of services', () => {
  const CASES: [what: string, write: TestWrite, grant: string, refusal: string | undefined][] = [
    ['none', { resource: 'services', object: { spec: {} } }, 'externalips', undefined],
    ['external', { resource: 'services', object: external('1.2.3.4') }, 'externalips', IPS],
    ['added', update(external('1.2.3.4'), external('1.2.3.4', '5.6.7.8')), 'externalips', IPS],
    ['put in the place of others', update(external('1.2.3.4'), external('5.6.7.8')), 'externalips', IPS],
    ['kept', update(external('1.2.3.4', '5.6.7.8'), external('5.6.7.8')), 'externalips', undefined],
    ['of a load balancer', update({}, balanced({ ip: '1.2.3.4' }), 'services/status'), 'loadbalanceringress', INGRESS],
    [
      'of a load balancer by name',
      update({}, balanced({ hostname: 'bank.example' }), 'services/status'),
      'loadbalanceringress',
      INGRESS,
    ],
    [
      'of a load balancer, kept',
      update(balanced({ ip: '1.2.3.4' }), balanced({ ip: '1.2.3.4', ports: [] }), 'services/status'),
      'loadbalanceringress',
      undefined,
    ],
    ['of something else', { resource: 'gateways.example', object: external('1.2.3.4') }, 'externalips', undefined],
  ];
  for (const [what, write, grant, refusal] of CASES) {
    it(`${what}: ${refusal ? 'only where granted' : 'allowed'}`, async () => {
      const { refused, code } = await admit(granting(), write);
      assert.deepEqual([refused, code], [refusal, refusal && 403]);
      assert.equal((await admit(granting(grant), write)).refused, undefined);
    });
  }

  it('each kind needs its own grant', async () => {
    const write = update({}, { ...external('1.2.3.4'), ...balanced({ ip: '1.2.3.4' }) });
    assert.equal((await admit(granting('loadbalanceringress'), write)).refused, IPS);
    assert.equal((await admit(granting('externalips'), write)).refused, INGRESS);
  });
});
