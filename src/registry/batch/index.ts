import type { Resource } from '../resource.ts';
import { cronJobs } from './cronjobs.ts';
import { jobs } from './jobs.ts';

export const batchResources: readonly Resource[] = [cronJobs, jobs];
