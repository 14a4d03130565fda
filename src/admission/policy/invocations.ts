/** What of all policies is for a request: which policy, by which binding, with which parameters. */
import type { KubeObject } from '../../api/object.ts';
import { StatusError } from '../../api/status.ts';
import type { AdmissionAttributes } from '../admission.ts';
import { isExemptFromPolicies } from '../matching/exempt.ts';
import type { Target } from '../matching/match.ts';
import { ConfigurationError, collectParams } from './params.ts';
import type { Binding, BoundBinding, Policy, PolicyIndex } from './policy-index.ts';
import type { PolicyPorts } from './ports.ts';

export interface Invocation<P> {
  readonly policy: Policy<P>;
  readonly binding: Binding;
  readonly target: Target;
  readonly params: readonly (KubeObject | undefined)[];
  readonly problem?: undefined;
}

/** A policy that is or may be for the request, and cannot be evaluated. */
export interface Misconfiguration {
  readonly policy: Policy<unknown>;
  readonly binding: Binding | undefined;
  readonly problem: string;
}

export type Found<P> = Invocation<P> | Misconfiguration;

/** In the order of the names of policies, then of bindings. Match conditions are not asked yet. */
export function invocationsFor<P>(
  index: PolicyIndex<P>,
  attributes: AdmissionAttributes,
  ports: PolicyPorts,
): Found<P>[] {
  const found: Found<P>[] = [];
  if (index.isEmpty || isExemptFromPolicies(attributes)) return found;
  for (const { policy, target: known, bindings } of index.for(attributes)) {
    const target = known ?? attempt(() => policy.match.find(attributes, ports));
    if (typeof target === 'string') {
      found.push({ policy, binding: undefined, problem: `failed to configure policy: ${target}` });
    } else if (target) {
      for (const bound of bindings) addBound(found, policy, bound, target, attributes, ports);
    }
  }
  return found;
}

function addBound<P>(
  found: Found<P>[],
  policy: Policy<P>,
  { binding, isCertain }: BoundBinding,
  target: Target,
  attributes: AdmissionAttributes,
  ports: PolicyPorts,
): void {
  const params = attempt(() =>
    isCertain || binding.match.find(attributes, ports)
      ? collectParams(policy.paramKind, binding.spec.paramRef, attributes.namespace, ports)
      : [],
  );
  if (typeof params === 'string') found.push({ policy, binding, problem: `failed to configure binding: ${params}` });
  else if (params.length > 0) found.push({ policy, binding, target, params });
}

/** @returns what it throws as text: what is wrong with a configuration, or cannot be told */
function attempt<T>(find: () => T): T | string {
  try {
    return find();
  } catch (error) {
    if (error instanceof ConfigurationError || error instanceof StatusError) return error.message;
    throw error;
  }
}
