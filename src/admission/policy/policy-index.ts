/** The policies that there are, filed by the shapes of the requests that they are for. */
import type { KubeObject } from '../../api/object.ts';
import type { CompiledOnce } from '../../cel/compiled-once.ts';
import type {
  V1MutatingAdmissionPolicyBindingSpec,
  V1ParamKind,
  V1ValidatingAdmissionPolicyBindingSpec,
} from '../../schema/generated/types.ts';
import { perObject } from '../../util/per-object.ts';
import type { AdmissionAttributes } from '../admission.ts';
import { shapeOf, type Target } from '../matching/match.ts';
import { ResourceMatch } from './match-resources.ts';
import type { PolicyPorts } from './ports.ts';

export type BindingSpec = V1ValidatingAdmissionPolicyBindingSpec & V1MutatingAdmissionPolicyBindingSpec;

export interface Binding {
  readonly name: string;
  readonly spec: BindingSpec;
  readonly match: ResourceMatch;
}

/** A policy in one of its versions. @template P what evaluates it */
export interface Policy<P> {
  readonly name: string;
  readonly object: KubeObject;
  /** Compiled when it is first needed (see programOf); a promise while that is being done. */
  program: P | Promise<P> | undefined;
  readonly match: ResourceMatch;
  readonly paramKind: V1ParamKind | undefined;
  /** failurePolicy Ignore. */
  readonly failsOpen: boolean;
}

/** A policy that is or may be for requests of one shape, and what puts it to work. */
export interface BoundPolicy<P> {
  readonly policy: Policy<P>;
  /** As what it is for all of them; undefined: it has to be asked of each request. */
  readonly target: Target | undefined;
  readonly bindings: readonly BoundBinding[];
}

export interface BoundBinding {
  readonly binding: Binding;
  /** Whether it is for all of them; else it has to be asked of each request. */
  readonly isCertain: boolean;
}

interface Filed<P> {
  /** What it was found out with: another list, and it may be otherwise. */
  readonly equivalents: unknown;
  readonly policies: readonly BoundPolicy<P>[];
}

type Ports = Pick<PolicyPorts, 'policies' | 'bindings' | 'findNamespace' | 'equivalents'>;

export class PolicyIndex<P> {
  readonly #ports: Ports;
  readonly #policyOf = perObject(policyOf<P>);
  readonly #bindingOf = perObject(bindingOf);
  #byShape = new Map<string, Filed<P>>();
  #isEmpty: boolean | undefined;

  constructor(ports: Ports) {
    this.#ports = ports;
    const forget = () => {
      this.#byShape.clear();
      this.#isEmpty = undefined;
    };
    ports.policies.watch(forget);
    ports.bindings.watch(forget);
  }

  /** No policy is bound, as in most clusters when they are new. */
  get isEmpty(): boolean {
    const { policies, bindings } = this.#ports;
    this.#isEmpty ??= bindings.list().length === 0 || policies.list().length === 0;
    return this.#isEmpty;
  }

  /** Those that are or may be for requests of the shape that the attributes have, in the order of their names. */
  for(attributes: AdmissionAttributes): readonly BoundPolicy<P>[] {
    const shape = shapeOf(attributes);
    const equivalents = this.#ports.equivalents(attributes.resource, attributes.subresource);
    let filed = this.#byShape.get(shape);
    if (filed?.equivalents !== equivalents) {
      filed = { equivalents, policies: this.#file(attributes) };
      this.#byShape.set(shape, filed);
    }
    return filed!.policies;
  }

  #file(attributes: AdmissionAttributes): BoundPolicy<P>[] {
    const { policies, bindings } = this.#ports;
    const byPolicy = Map.groupBy(bindings.list().map(this.#bindingOf), ({ spec }) => spec.policyName);
    return policies.list().flatMap((object) => {
      const ofPolicy = byPolicy.get(object.metadata.name);
      return ofPolicy ? this.#bound(this.#policyOf(object), ofPolicy, attributes) : [];
    });
  }

  #bound(policy: Policy<P>, bindings: readonly Binding[], attributes: AdmissionAttributes): readonly BoundPolicy<P>[] {
    const found = policy.match.findForShape(attributes, this.#ports);
    if (found === 'never') return [];
    const bound = bindings.flatMap((binding) => {
      const match = binding.match.findForShape(attributes, this.#ports);
      return match === 'never' ? [] : [{ binding, isCertain: match !== 'depends' }];
    });
    return [{ policy, target: found === 'depends' ? undefined : found, bindings: bound }];
  }
}

/** A promise only where the policy has not been compiled yet: that may take turns. */
export function programOf<P>(policy: Policy<P>, programs: CompiledOnce<any, P>): P | Promise<P> {
  policy.program ??= programs.find(policy.object.spec ?? {}) ?? load(policy, programs);
  return policy.program;
}

async function load<P>(policy: Policy<P>, programs: CompiledOnce<any, P>): Promise<P> {
  const program = await programs.prepare(policy.object.spec ?? {});
  policy.program = program;
  return program;
}

function policyOf<P>(object: KubeObject): Policy<P> {
  const { spec = {}, metadata } = object;
  return {
    name: metadata.name ?? '',
    object,
    program: undefined,
    match: new ResourceMatch(spec.matchConstraints),
    paramKind: spec.paramKind,
    failsOpen: spec.failurePolicy === 'Ignore',
  };
}

function bindingOf({ spec = {}, metadata }: KubeObject): Binding {
  return { name: metadata.name ?? '', spec, match: new ResourceMatch(spec.matchResources) };
}
