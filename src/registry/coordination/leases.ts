import { type FieldError, forbiddenField, notSupported, path } from '../../api/field.ts';
import { isQualifiedName } from '../../api/names.ts';
import type { KubeObject } from '../../api/object.ts';
import type { V1Lease } from '../../schema/generated/types.ts';
import { defineResource } from '../resource.ts';
import { validateName, validateNonnegative, validatePositive } from '../validation/common.ts';

export type Lease = V1Lease & KubeObject;

export const leases = defineResource<Lease>({
  group: 'coordination.k8s.io',
  name: 'leases',
  kind: 'Lease',
  namespaced: true,
  strategy: {
    allowCreateOnUpdate: true,
    allowUnconditionalUpdate: false,
    defaults(object) {
      object.spec ??= {};
    },
    prepareForCreate: (lease) => dropCoordination(lease),
    prepareForUpdate: dropCoordination,
    validate,
    validateUpdate: validate,
  },
});

/** Coordinated leader election (the feature CoordinatedLeaderElection) is off: its fields stay only where they are. */
function dropCoordination({ spec = {} }: Lease, old?: Lease): void {
  if (old?.spec?.strategy === undefined) delete spec.strategy;
  if (old?.spec?.preferredHolder === undefined) delete spec.preferredHolder;
}

function validate({ spec = {} }: Lease): FieldError[] {
  const at = path('spec');
  return [
    ...validatePositive(spec.leaseDurationSeconds, at.child('leaseDurationSeconds')),
    ...validateNonnegative(spec.leaseTransitions, at.child('leaseTransitions')),
    ...validateStrategy(spec.strategy),
    ...(spec.preferredHolder && !spec.strategy
      ? [forbiddenField(at.child('preferredHolder'), 'may only be specified if `strategy` is defined')]
      : []),
  ];
}

const STRATEGIES = ['OldestEmulationVersion'];

/** A strategy of Kubernetes' own, or one of someone else's domain. Upstream names the field twice in its path. */
function validateStrategy(strategy: string | undefined): FieldError[] {
  if (strategy === undefined) return [];
  const at = path('spec', 'strategy', 'strategy');
  if (strategy.includes('/')) return validateName(strategy, isQualifiedName, at);
  return STRATEGIES.includes(strategy) ? [] : [notSupported(at, strategy, STRATEGIES)];
}
