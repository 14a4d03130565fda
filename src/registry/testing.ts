/** Drives a resource's strategy as its store does, for table tests of rules. */
import assert from 'node:assert/strict';
import type { FieldError } from '../api/field.ts';
import { isJsonObject, type JsonObject, type KubeObject } from '../api/object.ts';
import { fillUnset } from '../schema/fill-unset.ts';
import { schemaOf } from '../schema/schema-of.ts';
import { deepFreeze } from '../util/freeze.ts';
import type { Resource } from './resource.ts';
import type { ObjectSubresource } from './strategy.ts';

const CONTEXT = { now: '2026-01-01T00:00:00Z', user: { name: 'tester', uid: '', groups: [], extra: {} } };

/** A JSON merge patch: null takes a field away, lists are replaced. */
export type Change = JsonObject;

export interface Driver {
  /** The base with a change, as it would be stored. */
  created(change?: Change): any;
  createErrors(change?: Change): string[];
  createWarnings(change?: Change): string[];
  /** The stored base (with `oldChange`) after a client sends it with `change` on top. */
  updated(change?: Change, oldChange?: Change): any;
  updateErrors(change?: Change, oldChange?: Change): string[];
  statusErrors(change?: Change, oldChange?: Change): string[];
}

export function drive(resource: Resource, base: JsonObject): Driver {
  const { strategy } = resource;
  const complete = (object: KubeObject) => fillUnset(object, schemaOf(resource.storedModel));
  const decoded = (change: Change): KubeObject => {
    const object = merge(base, change) as KubeObject;
    strategy.defaults?.(object);
    return complete(object);
  };
  const created = (change: Change = {}): KubeObject => {
    const object = decoded(change);
    strategy.prepareForCreate?.(object, CONTEXT);
    return complete(object);
  };
  const changed = (
    rules: Pick<ObjectSubresource, 'prepareForUpdate'> | { prepareForUpdate?: undefined },
    change: Change,
    oldChange: Change,
  ): [KubeObject, KubeObject] => {
    // As the store hands it in: whoever changes it is found out.
    const old = deepFreeze(created(oldChange));
    const object = merge(old, change) as KubeObject;
    strategy.defaults?.(object);
    rules.prepareForUpdate?.(complete(object), old, CONTEXT);
    return [complete(object), old];
  };
  return {
    created,
    createErrors: (change = {}) => texts(strategy.validate?.(created(change))),
    createWarnings: (change = {}) => strategy.warnings?.(created(change), undefined) ?? [],
    updated: (change = {}, oldChange = {}) => changed(strategy, change, oldChange)[0],
    updateErrors: (change = {}, oldChange = {}) =>
      texts(strategy.validateUpdate?.(...changed(strategy, change, oldChange))),
    statusErrors: (change = {}, oldChange = {}) =>
      texts(resource.status!.validateUpdate?.(...changed(resource.status!, change, oldChange))),
  };
}

/** As many errors as expected, each as it reads or as its pattern has it. */
export function assertErrors(errors: readonly string[], expected: readonly (string | RegExp)[]): void {
  assert.equal(errors.length, expected.length, errors.join('\n'));
  expected.forEach((want, position) => {
    if (typeof want === 'string') assert.equal(errors[position], want);
    else assert.match(errors[position]!, want);
  });
}

function texts(errors: readonly FieldError[] = []): string[] {
  return errors.map(String);
}

function merge(target: unknown, change: unknown): unknown {
  if (!isJsonObject(change)) return structuredClone(change);
  const merged: JsonObject = isJsonObject(target) ? structuredClone(target) : {};
  for (const [key, value] of Object.entries(change)) {
    if (value === null) delete merged[key];
    else merged[key] = merge(merged[key], value);
  }
  return merged;
}
