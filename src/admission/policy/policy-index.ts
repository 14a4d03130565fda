/** The policies that there are, filed by the resources that they may be for. */
import type { KubeObject } from '../../api/object.ts';
import type {
  V1MatchResources,
  V1MutatingAdmissionPolicyBindingSpec,
  V1ParamKind,
  V1ValidatingAdmissionPolicyBindingSpec,
} from '../../schema/generated/types.ts';
import { ResourceMatch } from './match-resources.ts';
import { perObject } from './per-object.ts';
import type { PolicyObjects } from './ports.ts';

export type BindingSpec = V1ValidatingAdmissionPolicyBindingSpec & V1MutatingAdmissionPolicyBindingSpec;

export interface Binding {
  readonly name: string;
  readonly spec: BindingSpec;
  readonly match: ResourceMatch;
}

/** A policy in one of its versions. */
export interface Policy {
  readonly name: string;
  /** As it is stored: what is made of it is kept by this. */
  readonly object: KubeObject;
  readonly match: ResourceMatch;
  readonly paramKind: V1ParamKind | undefined;
  /** failurePolicy Ignore. */
  readonly failsOpen: boolean;
}

/** A policy, and what puts it to work. */
export interface BoundPolicy {
  readonly policy: Policy;
  readonly bindings: readonly Binding[];
}

type Filed = ReadonlyMap<string, readonly BoundPolicy[]>;

/** Rules that name every resource are filed under this. */
const ANY = '*';

export class PolicyIndex {
  readonly #policies: PolicyObjects;
  readonly #bindings: PolicyObjects;
  readonly #policyOf = perObject(policyOf);
  readonly #bindingOf = perObject(bindingOf);
  /** In the order of their names; undefined: something has changed. */
  #byResource: Filed | undefined;

  constructor(policies: PolicyObjects, bindings: PolicyObjects) {
    this.#policies = policies;
    this.#bindings = bindings;
    const forget = () => {
      this.#byResource = undefined;
    };
    policies.watch(forget);
    bindings.watch(forget);
  }

  /** Those that may be for requests for the resource, in the order of their names. */
  for(resource: string): readonly BoundPolicy[] {
    this.#byResource ??= this.#file();
    return this.#byResource.get(resource) ?? this.#byResource.get(ANY) ?? [];
  }

  #file(): Filed {
    const bindings = Map.groupBy(this.#bindings.list().map(this.#bindingOf), ({ spec }) => spec.policyName);
    const bound = this.#policies.list().flatMap((object) => {
      const ofPolicy = bindings.get(object.metadata.name);
      return ofPolicy ? [{ resources: resourcesOf(object), policy: this.#policyOf(object), bindings: ofPolicy }] : [];
    });
    const names = new Set([ANY, ...bound.flatMap(({ resources }) => [...resources])]);
    return new Map(
      [...names].map((name) => [name, bound.filter(({ resources }) => resources.has(name) || resources.has(ANY))]),
    );
  }
}

function policyOf(object: KubeObject): Policy {
  const { spec = {}, metadata } = object;
  return {
    name: metadata.name ?? '',
    object,
    match: new ResourceMatch(spec.matchConstraints),
    paramKind: spec.paramKind,
    failsOpen: spec.failurePolicy === 'Ignore',
  };
}

function bindingOf({ spec = {}, metadata }: KubeObject): Binding {
  return { name: metadata.name ?? '', spec, match: new ResourceMatch(spec.matchResources) };
}

/** The resources that rules name, without subresources. The other versions of a resource have its name too. */
function resourcesOf({ spec }: KubeObject): ReadonlySet<string> {
  const { resourceRules = [] }: V1MatchResources = spec?.matchConstraints ?? {};
  const names = resourceRules.flatMap(({ resources = [] }) => resources.map((name) => name.split('/', 1)[0]!));
  return new Set(names.length > 0 ? names : [ANY]);
}
