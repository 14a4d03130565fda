/** Which requests a policy or a binding is for (admissionregistration.k8s.io/v1 MatchResources). */
import { LabelSelector } from '../../api/labels.ts';
import type { V1LabelSelector, V1MatchResources, V1NamedRuleWithOperations } from '../../schema/generated/types.ts';
import type { AdmissionAttributes } from '../admission.ts';
import { findMatch, type MatchCriteria, type MatchPorts, type Target } from '../matching/match.ts';

const EVERYTHING: V1NamedRuleWithOperations = {
  operations: ['*'],
  apiGroups: ['*'],
  apiVersions: ['*'],
  resources: ['*/*'],
};

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
}

/** Criteria whose rules may be for objects of some names alone. */
class NamedCriteria {
  readonly #rules: readonly V1NamedRuleWithOperations[];
  readonly #criteria: MatchCriteria;
  readonly #namesAny: boolean;

  constructor(rules: readonly V1NamedRuleWithOperations[], criteria: Omit<MatchCriteria, 'rules'>) {
    this.#rules = rules;
    this.#criteria = { ...criteria, rules };
    this.#namesAny = rules.some(({ resourceNames }) => resourceNames?.length);
  }

  for({ name }: AdmissionAttributes): MatchCriteria {
    if (!this.#namesAny) return this.#criteria;
    const rules = this.#rules.filter(
      ({ resourceNames = [] }) => resourceNames.length === 0 || resourceNames.includes(name),
    );
    return { ...this.#criteria, rules };
  }
}

function selectorOf(selector: V1LabelSelector | undefined): LabelSelector {
  return LabelSelector.fromObject(selector ?? {}) ?? LabelSelector.EVERYTHING;
}
