/**
 * DefaultIngressClass: an ingress that names no class gets the one that is marked as the default.
 * https://kubernetes.io/docs/reference/access-authn-authz/admission-controllers/#defaultingressclass
 */
import type { V1Ingress } from '../../../schema/generated/types.ts';
import type { AdmissionAttributes, AdmissionPlugin, Operation } from '../../admission.ts';
import { concerns, refuse } from '../../concerns.ts';
import type { Lookup } from '../../lookup.ts';

const IS_DEFAULT = 'ingressclass.kubernetes.io/is-default-class';
const OLD_CLASS = 'kubernetes.io/ingress.class';

export class DefaultIngressClass implements AdmissionPlugin {
  readonly name = 'DefaultIngressClass';
  readonly mutates = ['ingresses.networking.k8s.io'];
  readonly #classes: Pick<Lookup, 'list'>;

  constructor(classes: Pick<Lookup, 'list'>) {
    this.#classes = classes;
  }

  handles(operation: Operation): boolean {
    return operation === 'CREATE';
  }

  admit(attributes: AdmissionAttributes): void {
    if (!concerns(attributes, 'networking.k8s.io', 'ingresses')) return;
    const { spec = {}, metadata } = attributes.object as V1Ingress;
    const saysClass = spec.ingressClassName !== undefined || metadata?.annotations?.[OLD_CLASS] !== undefined;
    if (saysClass) return;
    const defaults = this.#classes.list().filter((each) => each.metadata.annotations?.[IS_DEFAULT] === 'true');
    if (defaults.length > 1) throw refuse(attributes, tooMany(defaults.length));
    if (defaults[0]) attributes.object!.spec = { ...spec, ingressClassName: defaults[0].metadata.name };
  }
}

function tooMany(count: number): string {
  return `Internal error occurred: ${count} default IngressClasses were found, only 1 allowed`;
}
