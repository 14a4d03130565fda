/**
 * A DaemonSet's template generation: how often its template has changed. Nothing needs it any more, but kube-apiserver
 * still keeps it, in an annotation of every DaemonSet.
 */
import { type FieldError, invalidValue, path } from '../../api/field.ts';
import type { KubeObject } from '../../api/object.ts';
import { deepEqual } from '../../util/deep-equal.ts';
import { NOT_NEGATIVE } from '../validation/common.ts';

export const TEMPLATE_GENERATION = 'deprecated.daemonset.template.generation';

const INT64 = /^[-+]?\d{1,19}$/;

/** Every DaemonSet shows one as soon as it is read, so that it is a field of whoever wrote the object. */
export function showTemplateGeneration(object: KubeObject): void {
  const given = templateGeneration(object);
  if (given !== undefined) write(object, given);
}

export function startTemplateGeneration(object: KubeObject): void {
  const given = templateGeneration(object);
  if (given !== undefined) write(object, given < 1n ? 1n : given);
}

/** Clients cannot change the count; a change of the template does. */
export function advanceTemplateGeneration(object: KubeObject, old: KubeObject): void {
  const before = templateGeneration(old) ?? 0n;
  write(object, deepEqual(object.spec?.template, old.spec?.template) ? before : before + 1n);
}

/** Undefined for text that is no integer. An absent annotation counts as 0. */
function templateGeneration({ metadata }: KubeObject): bigint | undefined {
  const { annotations = {} } = metadata;
  const text = Object.hasOwn(annotations, TEMPLATE_GENERATION) ? annotations[TEMPLATE_GENERATION]! : '0';
  return INT64.test(text) ? BigInt(text) : undefined;
}

function write(object: KubeObject, generation: bigint): void {
  object.metadata.annotations = { ...object.metadata.annotations, [TEMPLATE_GENERATION]: String(generation) };
}

export function validateTemplateGeneration(object: KubeObject): FieldError[] {
  const at = path('metadata', 'annotations').key(TEMPLATE_GENERATION);
  const generation = templateGeneration(object);
  if (generation === undefined) {
    return [invalidValue(at, object.metadata.annotations?.[TEMPLATE_GENERATION], 'must be an integer')];
  }
  return generation < 0n ? [invalidValue(at, String(generation), NOT_NEGATIVE)] : [];
}
