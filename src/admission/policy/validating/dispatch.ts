/** Has all validating policies that are for a request judge it. */
import type { AdmissionAttributes } from '../../admission.ts';
import type { Found, Invocation, Misconfiguration } from '../invocations.ts';
import { perObject } from '../per-object.ts';
import type { PolicyPorts } from '../ports.ts';
import { Views } from '../views.ts';
import { AuditAnnotations } from './audit-annotations.ts';
import { compileValidatingPolicy } from './compile.ts';
import { type Denial, denialError } from './denial.ts';
import { type Failure, judge } from './judge.ts';

const compiled = perObject(compileValidatingPolicy);

/** All have their say, since they may warn and annotate; the first that refuses is told. */
export async function dispatchValidating(
  found: readonly Found[],
  attributes: AdmissionAttributes,
  ports: PolicyPorts,
): Promise<void> {
  const views = new Views(attributes, ports);
  const annotations = new AuditAnnotations();
  const audited: AuditedFailure[] = [];
  const denials: Denial[] = [];
  for (const one of found) {
    if (one.problem === undefined) denials.push(...(await evaluate(one, views, annotations, audited)));
    else if (!one.policy.failsOpen) denials.push(misconfigured(one));
  }
  annotations.publish(attributes);
  if (audited.length > 0) attributes.annotate?.(FAILURE_ANNOTATION, JSON.stringify(audited));
  if (denials[0]) throw denialError(attributes, denials[0]);
}

function misconfigured({ policy, binding, problem }: Misconfiguration): Denial {
  return { policy: policy.name, binding: binding?.name, message: problem, reason: 'Invalid' };
}

async function evaluate(
  { policy, binding, target, params }: Invocation,
  views: Views,
  annotations: AuditAnnotations,
  audited: AuditedFailure[],
): Promise<Denial[]> {
  const denials: Denial[] = [];
  const by = { policy: policy.name, binding: binding.name };
  for (const param of params) {
    const judgement = await judge(compiled(policy.object), views.subject(target, param), policy.failsOpen);
    for (const failure of judgement.failures) {
      const { validationActions = [] } = binding.spec;
      if (validationActions.includes('Warn')) views.attributes.warn(warning(failure, by));
      if (validationActions.includes('Audit')) audited.push(auditedFailure(failure, by, validationActions));
      if (validationActions.includes('Deny')) denials.push({ ...by, ...failure });
    }
    for (const { key, value } of judgement.annotations) annotations.add(policy.name, key, value);
    for (const message of judgement.annotationFailures) denials.push({ ...by, message, reason: 'Invalid' });
  }
  return denials;
}

const FAILURE_ANNOTATION = 'validation.policy.admission.k8s.io/validation_failure';

interface By {
  readonly policy: string;
  readonly binding: string;
}

/** As upstream writes it, which tells the first alone. */
interface AuditedFailure extends By {
  readonly message: string;
  readonly expressionIndex: number;
  readonly validationActions: readonly string[];
}

function warning({ message }: Failure, { policy, binding }: By): string {
  return `Validation failed for ValidatingAdmissionPolicy '${policy}' with binding '${binding}': ${message}`;
}

function auditedFailure({ index, message }: Failure, by: By, validationActions: readonly string[]): AuditedFailure {
  return { message, ...by, expressionIndex: index, validationActions };
}
