/** The wire fields of scheduling/v1. */
import type { Messages } from '../field-table.ts';

export const SCHEDULING_V1: Messages = {
  PriorityClass: 'metadata=1 value=2 globalDefault?=3 description?=4 preemptionPolicy=5',
};
