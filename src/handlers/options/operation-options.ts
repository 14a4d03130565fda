/** The options of an operation as admission sees them (meta.k8s.io/v1). */
import type { DeleteOptions } from './delete-options.ts';
import type { WriteOptions } from './write-options.ts';

export interface OperationOptions {
  readonly dryRun: boolean;
  readonly options: Readonly<Record<string, unknown>>;
}

const API_VERSION = 'meta.k8s.io/v1';

/** A patch updates, or creates: it has no options of its own here. */
export function writing(kind: 'CreateOptions' | 'UpdateOptions', { dryRun, said }: WriteOptions): OperationOptions {
  return { dryRun, options: { kind, apiVersion: API_VERSION, ...said } };
}

export function deleting(options: DeleteOptions): OperationOptions {
  const { dryRun, gracePeriodSeconds, uid, resourceVersion, orphanDependents, propagationPolicy } = options;
  const preconditions = said({ uid, resourceVersion });
  const isConditional = Object.keys(preconditions).length > 0;
  return {
    dryRun,
    options: {
      kind: 'DeleteOptions',
      apiVersion: API_VERSION,
      ...said({ gracePeriodSeconds, preconditions: isConditional ? preconditions : undefined }),
      ...said({ orphanDependents, propagationPolicy, dryRun: dryRun ? ['All'] : undefined }),
    },
  };
}

function said(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
