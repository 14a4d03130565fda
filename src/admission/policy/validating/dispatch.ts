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
  const denials: Denial[] = [];
  for (const one of found) {
    if (one.problem === undefined) denials.push(...(await evaluate(one, views, annotations)));
    else if (!one.policy.failsOpen) denials.push(misconfigured(one));
  }
  annotations.publish(attributes);
  if (denials[0]) throw denialError(attributes, denials[0]);
}

function misconfigured({ policy, binding, problem }: Misconfiguration): Denial {
  return { policy: policy.name, binding: binding?.name, message: problem, reason: 'Invalid' };
}

async function evaluate(
  { policy, binding, target, params }: Invocation,
  views: Views,
  annotations: AuditAnnotations,
): Promise<Denial[]> {
  const denials: Denial[] = [];
  const by = { policy: policy.name, binding: binding.name };
  for (const param of params) {
    const judgement = await judge(compiled(policy.object), views.subject(target, param), policy.failsOpen);
    for (const failure of judgement.failures) {
      if (act(failure, by, binding.spec.validationActions, views.attributes)) denials.push({ ...by, ...failure });
    }
    for (const { key, value } of judgement.annotations) annotations.add(policy.name, key, value);
    for (const message of judgement.annotationFailures) denials.push({ ...by, message, reason: 'Invalid' });
  }
  return denials;
}

const FAILURE_ANNOTATION = 'validation.policy.admission.k8s.io/validation_failure';

/** @returns whether it refuses the request */
function act(
  { index, message }: Failure,
  { policy, binding }: { readonly policy: string; readonly binding: string },
  actions: readonly string[] = [],
  attributes: AdmissionAttributes,
): boolean {
  if (actions.includes('Warn')) {
    const by = `ValidatingAdmissionPolicy '${policy}' with binding '${binding}'`;
    attributes.warn(`Validation failed for ${by}: ${message}`);
  }
  if (actions.includes('Audit')) {
    const failure = { message, policy, binding, expressionIndex: index, validationActions: actions };
    attributes.annotate?.(FAILURE_ANNOTATION, JSON.stringify([failure]));
  }
  return actions.includes('Deny');
}
