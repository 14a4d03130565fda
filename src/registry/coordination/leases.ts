import type { KubeObject } from '../../api/object.ts';
import type { V1Lease } from '../../schema/generated/types.ts';
import { defineResource } from '../resource.ts';

export type Lease = V1Lease & KubeObject;

export const leases = defineResource<Lease>({
  group: 'coordination.k8s.io',
  name: 'leases',
  kind: 'Lease',
  namespaced: true,
  strategy: { allowCreateOnUpdate: true, allowUnconditionalUpdate: false },
});
