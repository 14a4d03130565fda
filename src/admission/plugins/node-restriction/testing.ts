/** A node of a small cluster, and what it asks for. */
import { admit, type TestResult, type TestWrite } from '../../testing.ts';
import { NodeRestriction } from './node-restriction.ts';

export const NODE = { metadata: { name: 'mine', uid: 'node-uid' } };
export const USER = { name: 'system:node:mine', groups: ['system:nodes'] };

const stored = (...objects: object[]) => ({
  find: (_namespace: string, name: string): any => (objects as any[]).find(({ metadata }) => metadata.name === name),
});

const volumes = [
  { name: 'token', projected: { sources: [{ serviceAccountToken: { audience: 'vault', path: 't' } }] } },
  { name: 'plain', projected: { sources: [{ serviceAccountToken: { path: 't' } }] } },
  { name: 'inline', csi: { driver: 'inline.example' } },
  { name: 'claimed', persistentVolumeClaim: { claimName: 'data' } },
  { name: 'made', ephemeral: { volumeClaimTemplate: { spec: {} } } },
  { name: 'lost', persistentVolumeClaim: { claimName: 'lost' } },
];
export const MY_POD = {
  metadata: { name: 'my-pod', namespace: 'default', uid: 'pod-uid' },
  spec: { nodeName: 'mine', volumes },
};
export const OTHER_POD = {
  metadata: { name: 'other-pod', namespace: 'default', uid: 'other-uid' },
  spec: { nodeName: 'other' },
};
const driver = (name: string) => ({
  metadata: { name: `${name}.example` },
  spec: { tokenRequests: [{ audience: `for-${name}` }] },
});
const claim = (name: string, volumeName: string) => ({ metadata: { name }, spec: { volumeName } });
const volume = (name: string, csiDriver: string) => ({ metadata: { name }, spec: { csi: { driver: csiDriver } } });

export const nodeRestriction = new NodeRestriction({
  pods: stored(MY_POD, OTHER_POD),
  nodes: stored(NODE),
  claims: stored(claim('data', 'v1'), claim('my-pod-made', 'v2')),
  volumes: stored(volume('v1', 'claimed.example'), volume('v2', 'made.example')),
  csiDrivers: stored(driver('inline'), driver('claimed'), driver('made')),
  mayRequestAudience: async (_user, audience) => audience === 'granted',
});

export function ask(write: TestWrite): Promise<TestResult> {
  return admit(nodeRestriction, { user: USER, ...write });
}
