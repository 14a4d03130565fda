/** Has all validating policies that are for a request judge it. */
import type { KubeObject } from '../../../api/object.ts';
import { pause } from '../../../util/pause.ts';
import type { AdmissionAttributes } from '../../admission.ts';
import type { Found, Invocation } from '../invocations.ts';
import type { PolicyObserver } from '../observer.ts';
import { programOf } from '../policy-index.ts';
import type { PolicyPorts } from '../ports.ts';
import { Views } from '../views.ts';
import { AuditAnnotations } from './audit-annotations.ts';
import { VALIDATING_PROGRAMS, type ValidatingProgram } from './compile.ts';
import { type Denial, denialError } from './denial.ts';
import { type Failure, type Judgement, judge } from './judge.ts';

/** All have their say, since they may warn and annotate; the first that refuses is told. */
export function dispatchValidating(
  found: readonly Found<ValidatingProgram>[],
  attributes: AdmissionAttributes,
  ports: PolicyPorts,
): void | Promise<void> {
  return new Hearing(found, attributes, ports).from(0);
}

/** One request before the policies that are for it. */
class Hearing {
  readonly #found: readonly Found<ValidatingProgram>[];
  readonly #views: Views;
  readonly #annotations = new AuditAnnotations();
  readonly #audited: AuditedFailure[] = [];
  readonly #denials: Denial[] = [];
  readonly #observer: PolicyObserver;

  constructor(found: readonly Found<ValidatingProgram>[], attributes: AdmissionAttributes, ports: PolicyPorts) {
    this.#found = found;
    this.#observer = ports.observer;
    this.#views = new Views(attributes, ports);
  }

  /** One after the other; without a promise as long as nobody has to be asked who takes time, and all take little. */
  from(index: number): void | Promise<void> {
    for (let i = index; i < this.#found.length; i++) {
      const waiting = this.#hear(this.#found[i]!) ?? pause();
      if (waiting) return waiting.then(() => this.from(i + 1));
    }
    const { attributes } = this.#views;
    this.#annotations.publish(attributes);
    if (this.#audited.length > 0) attributes.annotate?.(FAILURE_ANNOTATION, JSON.stringify(this.#audited));
    if (this.#denials[0]) throw denialError(attributes, this.#denials[0]);
  }

  #hear(one: Found<ValidatingProgram>): void | Promise<void> {
    if (one.problem === undefined) return this.#evaluate(one, 0);
    const { policy, binding, problem: message } = one;
    if (!policy.failsOpen) {
      this.#denials.push({ policy: policy.name, binding: binding?.name, message, reason: 'Invalid' });
    }
  }

  /** With one set of parameters after the other. */
  #evaluate(invocation: Invocation<ValidatingProgram>, index: number): void | Promise<void> {
    for (let i = index; i < invocation.params.length; i++) {
      const judging = this.#judge(invocation, invocation.params[i]);
      if (judging instanceof Promise) {
        return judging.then((judgement) => {
          this.#take(judgement, invocation);
          return this.#evaluate(invocation, i + 1);
        });
      }
      this.#take(judging, invocation);
    }
  }

  #judge(invocation: Invocation<ValidatingProgram>, params: KubeObject | undefined): Judgement | Promise<Judgement> {
    const program = programOf(invocation.policy, VALIDATING_PROGRAMS);
    return program instanceof Promise
      ? program.then((loaded) => this.#judgeBy(loaded, invocation, params))
      : this.#judgeBy(program, invocation, params);
  }

  #judgeBy(
    program: ValidatingProgram,
    { policy, target }: Invocation<ValidatingProgram>,
    params: KubeObject | undefined,
  ): Judgement | Promise<Judgement> {
    const subject = this.#views.subject(target, params);
    return this.#views.access.run(() =>
      judge(program, subject, { failsOpen: policy.failsOpen, now: this.#observer.now }),
    );
  }

  #take(judgement: Judgement, { policy, binding }: Invocation<ValidatingProgram>): void {
    const { conditions, failures, ignored, annotations, annotationFailures } = judgement;
    const { operation } = this.#views.attributes;
    if (conditions) this.#observer.conditions({ name: policy.name, operation, ...conditions });
    const by = { policy: policy.name, binding: binding.name };
    for (const failure of failures) this.#act(failure, by, binding.spec.validationActions ?? []);
    for (const failure of ignored) this.#observer.checked({ ...by, ...failure }, 'allow');
    for (const { key, value } of annotations) this.#annotations.add(policy.name, key, value);
    for (const failure of annotationFailures) this.#deny(failure, by);
  }

  #act(failure: Failure, by: By, actions: readonly string[]): void {
    if (actions.includes('Warn')) {
      this.#views.attributes.warn(warning(failure, by));
      this.#observer.checked({ ...by, ...failure }, 'warn');
    }
    if (actions.includes('Audit')) {
      this.#audited.push(auditedFailure(failure, by, actions));
      this.#observer.checked({ ...by, ...failure }, 'audit');
    }
    if (actions.includes('Deny')) this.#deny(failure, by);
  }

  #deny(failure: Failure, by: By): void {
    this.#denials.push({ ...by, ...failure });
    this.#observer.checked({ ...by, ...failure }, 'deny');
  }
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
