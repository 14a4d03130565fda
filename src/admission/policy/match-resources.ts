/** Which requests a policy or a binding is for (admissionregistration.k8s.io/v1 MatchResources). */
import { LabelSelector } from '../../api/labels.ts';
import { StatusError } from '../../api/status.ts';
import type { V1LabelSelector, V1MatchResources, V1NamedRuleWithOperations } from '../../schema/generated/types.ts';
import type { AdmissionAttributes } from '../admission.ts';
import {
  findMatch,
  findTarget,
  isSelective,
  type MatchCriteria,
  type MatchPorts,
  type Target,
} from '../matching/match.ts';

const EVERYTHING: V1NamedRuleWithOperations = {
  operations: ['*'],
  apiGroups: ['*'],
  apiVersions: ['*'],
  resources: ['*/*'],
};

/** For requests of a shape: all of them, as that target; none of them; or it depends on names, labels or namespace. */
export type MatchOfShape = Target | 'never' | 'depends';

export class ResourceMatch {
  readonly #matched: NamedCriteria;
  readonly #excluded: NamedCriteria | undefined;

  /** Absent matches everything, and so does what has no rules. */
  constructor(match: V1MatchResources = {}) {
    const { resourceRules = [], excludeResourceRules = [], matchPolicy, namespaceSelector, objectSelector } = match;
    const equivalent = matchPolicy !== 'Exact';
    this.#matched = new NamedCriteria(resourceRules.length > 0 ? resourceRules : [EVERYTHING], {
      namespaceSelector: selectorOf(namespaceSelector),
      objectSelector: selectorOf(objectSelector),
      equivalent,
    });
    if (excludeResourceRules.length > 0) {
      const selectors = { namespaceSelector: LabelSelector.EVERYTHING, objectSelector: LabelSelector.EVERYTHING };
      this.#excluded = new NamedCriteria(excludeResourceRules, { ...selectors, equivalent });
    }
  }

  /**
   * @returns undefined: it is not for this request
   * @throws StatusError when it may be, and that cannot be told
   */
  find(attributes: AdmissionAttributes, ports: MatchPorts): Target | undefined {
    if (this.#excluded && findMatch(this.#excluded.for(attributes), attributes, ports)) return undefined;
    return findMatch(this.#matched.for(attributes), attributes, ports);
  }

  /** What holds for all requests of the shape that the attributes have (see shapeOf). */
  findForShape(attributes: AdmissionAttributes, ports: MatchPorts): MatchOfShape {
    try {
      const target = findTarget(this.#matched.all, attributes, ports);
      if (!target) return 'never';
      if (this.#matched.isSelective || this.#excluded?.isSelective) return 'depends';
      return this.#excluded && findTarget(this.#excluded.all, attributes, ports) ? 'never' : target;
    } catch (error) {
      if (error instanceof StatusError) return 'depends';
      throw error;
    }
  }
}

/** Criteria whose rules may be for objects of some names alone. */
class NamedCriteria {
  readonly all: MatchCriteria;
  /** Whether more than the shape of a request decides. */
  readonly isSelective: boolean;
  readonly #rules: readonly V1NamedRuleWithOperations[];
  readonly #namesAny: boolean;

  constructor(rules: readonly V1NamedRuleWithOperations[], criteria: Omit<MatchCriteria, 'rules'>) {
    this.#rules = rules;
    this.all = { ...criteria, rules };
    this.#namesAny = rules.some(({ resourceNames }) => resourceNames?.length);
    this.isSelective = this.#namesAny || isSelective(this.all);
  }

  for({ name }: AdmissionAttributes): MatchCriteria {
    if (!this.#namesAny) return this.all;
    const rules = this.#rules.filter(
      ({ resourceNames = [] }) => resourceNames.length === 0 || resourceNames.includes(name),
    );
    return { ...this.all, rules };
  }
}

function selectorOf(selector: V1LabelSelector | undefined): LabelSelector {
  return LabelSelector.fromObject(selector ?? {}) ?? LabelSelector.EVERYTHING;
}
