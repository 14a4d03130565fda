/** Which metric an autoscaler looks at: one source, of the kind that its type names. */
import { type FieldError, type FieldPath, forbiddenField, notSupported, required } from '../../api/field.ts';
import type { V2MetricSpec } from '../../schema/generated/types.ts';
import {
  validateContainerResourceSource,
  validateExternalSource,
  validateObjectSource,
  validatePodsSource,
  validateResourceSource,
} from './metric-sources.ts';
import type { ReferenceOptions } from './references.ts';

/** In the order in which upstream looks at them. */
const SOURCES = ['object', 'external', 'pods', 'resource', 'containerResource'] as const;
type Source = (typeof SOURCES)[number];

const SOURCE_OF_TYPE = new Map<string, Source>([
  ['ContainerResource', 'containerResource'],
  ['External', 'external'],
  ['Object', 'object'],
  ['Pods', 'pods'],
  ['Resource', 'resource'],
]);
const TYPES = [...SOURCE_OF_TYPE.keys()];

export function validateMetric(metric: V2MetricSpec, at: FieldPath, references: ReferenceOptions): FieldError[] {
  const { type = '' } = metric;
  const errors = type === '' ? [required(at.child('type'), 'must specify a metric source type')] : [];
  const expected = SOURCE_OF_TYPE.get(type);
  if (!expected) errors.push(notSupported(at.child('type'), type, TYPES));
  const given = SOURCES.filter((source) => metric[source] !== undefined);
  if (given[0]) errors.push(...validateSource(metric, given[0], at, references));
  if (expected && !given.includes(expected)) {
    errors.push(required(at.child(expected), 'must populate information for the given metric source'));
  }
  const others = given.length > 1 ? given.filter((source) => source !== expected) : [];
  return [
    ...errors,
    ...others.map((source) => forbiddenField(at.child(source), 'must populate the given metric source only')),
  ];
}

function validateSource(
  metric: V2MetricSpec,
  source: Source,
  at: FieldPath,
  references: ReferenceOptions,
): FieldError[] {
  const sourceAt = at.child(source);
  switch (source) {
    case 'object':
      return validateObjectSource(metric.object ?? {}, sourceAt, references);
    case 'external':
      return validateExternalSource(metric.external ?? {}, sourceAt);
    case 'pods':
      return validatePodsSource(metric.pods ?? {}, sourceAt);
    case 'resource':
      return validateResourceSource(metric.resource ?? {}, sourceAt);
    case 'containerResource':
      return validateContainerResourceSource(metric.containerResource ?? {}, sourceAt);
  }
}
