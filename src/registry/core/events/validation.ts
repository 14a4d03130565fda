/** Rules that events of either group keep (pkg/apis/core/validation/events.go). */
import { type FieldError, type FieldPath, invalidValue, path, required } from '../../../api/field.ts';
import { byteLength, isDns1123Subdomain, isQualifiedName } from '../../../api/names.ts';
import type { KubeObject } from '../../../api/object.ts';
import type { CoreV1Event } from '../../../schema/generated/types.ts';
import { validateName } from '../../validation/common.ts';

type CoreEvent = CoreV1Event & KubeObject;

const NAMESPACE_MISMATCH = 'does not match event.namespace';
/** Events about cluster-wide objects are kept in these. */
const CLUSTER_NAMESPACES = ['default', 'kube-system'];

interface TextRule {
  readonly field: 'reportingInstance' | 'action' | 'reason' | 'message';
  readonly maximum: number;
  readonly required: boolean;
}
const TEXT_RULES: readonly TextRule[] = [
  { field: 'reportingInstance', maximum: 128, required: true },
  { field: 'action', maximum: 128, required: true },
  { field: 'reason', maximum: 128, required: true },
  { field: 'message', maximum: 1024, required: false },
];

/** What is asked of every event; one with an eventTime is of the newer kind, which must say who reports what. */
export function validateEvent(event: CoreEvent): FieldError[] {
  const errors = event.eventTime ? validateReport(event) : validateOldNamespace(event);
  return [...errors, ...validateName(event.metadata.namespace ?? '', isDns1123Subdomain, path('namespace'))];
}

function namespaceMismatch(event: CoreEvent): FieldError[] {
  const about = event.involvedObject?.namespace ?? '';
  return [invalidValue(path('involvedObject', 'namespace'), about, NAMESPACE_MISMATCH)];
}

function validateOldNamespace(event: CoreEvent): FieldError[] {
  const own = event.metadata.namespace ?? '';
  const about = event.involvedObject?.namespace ?? '';
  const agrees = about === '' ? own === '' || own === 'default' : own === about;
  return agrees ? [] : namespaceMismatch(event);
}

function validateReport(event: CoreEvent): FieldError[] {
  const own = event.metadata.namespace ?? '';
  const lost = !event.involvedObject?.namespace && !CLUSTER_NAMESPACES.includes(own);
  return [
    ...(lost ? namespaceMismatch(event) : []),
    ...validateReporter(event.reportingComponent ?? '', path('reportingController')),
    ...TEXT_RULES.flatMap((rule) => validateText(event[rule.field] ?? '', rule)),
  ];
}

function validateReporter(reporter: string, at: FieldPath): FieldError[] {
  const errors = validateName(reporter, isQualifiedName, at);
  return reporter === '' ? [required(at), ...errors] : errors;
}

function validateText(text: string, rule: TextRule): FieldError[] {
  const at = path(rule.field);
  if (rule.required && text === '') return [required(at)];
  return byteLength(text) > rule.maximum ? [invalidValue(at, '', `can have at most ${rule.maximum} characters`)] : [];
}
