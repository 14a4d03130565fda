/** Label selectors: the query-string form and the LabelSelector object (k8s.io/apimachinery/pkg/labels). */
import { type Labels, meets, type Operator, type Requirement, show, validate } from './label-requirement.ts';
import { parseRequirements } from './label-selector-parser.ts';

export { LabelSelectorError, type Labels, type Operator, type Requirement } from './label-requirement.ts';

/** A conjunction of requirements; an empty one matches everything. */
export class LabelSelector {
  readonly requirements: readonly Requirement[];
  constructor(requirements: readonly Requirement[]) {
    this.requirements = requirements;
  }

  static readonly EVERYTHING: LabelSelector = new LabelSelector([]);

  get empty(): boolean {
    return this.requirements.length === 0;
  }

  matches(labels: Labels): boolean {
    return this.requirements.every((requirement) => meets(requirement, labels));
  }

  toString(): string {
    return this.requirements.map(show).join(',');
  }

  static parse(text: string): LabelSelector {
    const requirements = parseRequirements(text);
    requirements.forEach(validate);
    return new LabelSelector([...requirements].sort(byKey));
  }

  /** From a metav1.LabelSelector that has passed validation; undefined or null selects nothing. */
  static fromObject(
    selector:
      | {
          matchLabels?: Record<string, string>;
          matchExpressions?: { key?: string; operator?: string; values?: string[] }[];
        }
      | undefined
      | null,
  ): LabelSelector | undefined {
    if (!selector) return undefined;
    const equals = Object.entries(selector.matchLabels ?? {}).map(
      ([key, value]): Requirement => ({ key, operator: '=', values: [value] }),
    );
    const expressions = (selector.matchExpressions ?? []).map(
      (expression): Requirement => ({
        key: expression.key ?? '',
        operator: OBJECT_OPERATORS.get(expression.operator ?? '') ?? 'in',
        values: expression.values ?? [],
      }),
    );
    return new LabelSelector([...equals, ...expressions].sort(byKey));
  }
}

function byKey(a: Requirement, b: Requirement): number {
  return a.key < b.key ? -1 : a.key > b.key ? 1 : 0;
}

const OBJECT_OPERATORS = new Map<string, Operator>([
  ['In', 'in'],
  ['NotIn', 'notin'],
  ['Exists', 'exists'],
  ['DoesNotExist', '!'],
]);
