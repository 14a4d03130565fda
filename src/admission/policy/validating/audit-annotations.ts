import type { AdmissionAttributes } from '../../admission.ts';

/** What policies put on the record of the audit: each value once, whatever number of bindings gives it. */
export class AuditAnnotations {
  readonly #values = new Map<string, Set<string>>();

  add(policy: string, key: string, value: string): void {
    const name = `${policy}/${key}`;
    const values = this.#values.get(name) ?? new Set();
    this.#values.set(name, values.add(value));
  }

  publish(attributes: AdmissionAttributes): void {
    for (const [name, values] of this.#values) attributes.annotate?.(name, [...values].join(', '));
  }
}
