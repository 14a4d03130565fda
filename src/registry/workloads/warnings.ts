import { path } from '../../api/field.ts';
import { isDns1123Label } from '../../api/names.ts';
import type { KubeObject } from '../../api/object.ts';
import type { V1PodTemplateSpec } from '../../schema/generated/types.ts';
import { deepEqual } from '../../util/deep-equal.ts';
import { podTemplateWarnings } from '../core/pod-spec/index.ts';

/** On create: the workload's name becomes part of host names. */
export function podNameWarnings(object: KubeObject, old: KubeObject | undefined): string[] {
  if (old) return [];
  const errors = isDns1123Label(object.metadata.name ?? '');
  if (errors.length === 0) return [];
  return [
    `metadata.name: this is used in Pod names and hostnames, which can result in surprising behavior; a DNS label is recommended: [${errors.join(' ')}]`,
  ];
}

interface Templated extends KubeObject {
  spec?: { template?: V1PodTemplateSpec };
}

/** On update only when the spec has changed, so that controllers are not warned again and again. */
export function templateWarnings(object: Templated, old: Templated | undefined): string[] {
  if (old && deepEqual(object.spec, old.spec)) return [];
  return podTemplateWarnings(object.spec?.template, path('spec', 'template'));
}
