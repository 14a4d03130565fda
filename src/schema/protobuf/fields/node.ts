/** The wire fields of node/v1. */
import type { Messages } from '../field-table.ts';

export const NODE_V1: Messages = {
  Overhead: 'podFixed=1',
  RuntimeClass: 'metadata=1 handler=2 overhead=3 scheduling=4',
  Scheduling: 'nodeSelector=1 tolerations=2',
};
