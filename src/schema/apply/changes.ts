/** What a write changes, and who loses what by it. */
import type { JsonObject } from '../../api/object.ts';
import { type Comparison, changedFields, compareObjects, excludeFields } from './compare.ts';
import { type FieldManagement, tracked, viewOf } from './field-management.ts';
import { difference, EMPTY, type FieldSet, intersection, isEmpty } from './field-set.ts';
import { type Manager, type Managers, setFields } from './managers.ts';

/** What a write changes, as each version sees it; compared once a version, when it is first asked for. */
export class Changes {
  readonly #before: JsonObject;
  readonly #after: JsonObject;
  readonly #request: FieldManagement;
  readonly #comparisons = new Map<string, Comparison | undefined>();

  constructor(before: JsonObject, after: JsonObject, request: FieldManagement) {
    this.#before = before;
    this.#after = after;
    this.#request = request;
  }

  /**
   * @returns undefined for a version that is not known
   * @throws TypedError
   */
  in(apiVersion: string): Comparison | undefined {
    if (!this.#comparisons.has(apiVersion)) this.#comparisons.set(apiVersion, this.#compare(apiVersion));
    return this.#comparisons.get(apiVersion);
  }

  #compare(apiVersion: string): Comparison | undefined {
    const view = viewOf(apiVersion, this.#request);
    if (!view) return undefined;
    const comparison = compareObjects(view.fromRequest(this.#before), view.fromRequest(this.#after), view.schema);
    return excludeFields(trackedChanges(comparison), this.#request.resetFields);
  }
}

function trackedChanges({ added, modified, removed }: Comparison): Comparison {
  return { added: tracked(added), modified: tracked(modified), removed: tracked(removed) };
}

/**
 * Takes from every manager but `writer` what the write removes, and from the managers in `losses` what they lose to it.
 * Managers of unknown versions go.
 */
export function dispossess(
  managers: Managers,
  changes: Changes,
  losses: ReadonlyMap<string, FieldSet>,
  writer?: string,
): Map<string, Manager> {
  const kept = new Map(managers);
  for (const [identity, { apiVersion, fields }] of managers) {
    if (identity === writer) continue;
    const comparison = changes.in(apiVersion);
    if (!comparison) kept.delete(identity);
    else setFields(kept, identity, difference(difference(fields, losses.get(identity) ?? EMPTY), comparison.removed));
  }
  return kept;
}

/** What each manager owns that the write changes. */
export function lossesTo(managers: Managers, changes: Changes, writer?: string): Map<string, FieldSet> {
  const losses = new Map<string, FieldSet>();
  for (const [identity, { apiVersion, fields }] of managers) {
    const comparison = identity === writer ? undefined : changes.in(apiVersion);
    const lost = comparison && intersection(fields, changedFields(comparison));
    if (lost && !isEmpty(lost)) losses.set(identity, lost);
  }
  return losses;
}
