/** The wire fields of coordination/v1. */
import type { Messages } from '../field-table.ts';

export const COORDINATION_V1: Messages = {
  Lease: 'metadata=1 spec=2',
  LeaseSpec: `
    holderIdentity=1 leaseDurationSeconds=2 acquireTime=3 renewTime=4 leaseTransitions=5 strategy=6 preferredHolder=7`,
};
