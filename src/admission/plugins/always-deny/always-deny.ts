import type { AdmissionAttributes, AdmissionPlugin } from '../../admission.ts';
import { refuse } from '../../concerns.ts';

/**
 * AlwaysDeny: nothing is written. Deprecated upstream, where it is for tests.
 * https://kubernetes.io/docs/reference/access-authn-authz/admission-controllers/#alwaysdeny
 */
export class AlwaysDeny implements AdmissionPlugin {
  readonly name = 'AlwaysDeny';
  readonly mutates = [];

  handles(): boolean {
    return true;
  }

  admit(attributes: AdmissionAttributes): never {
    throw refuse(attributes, 'admission control is denying all modifications');
  }

  validate(attributes: AdmissionAttributes): never {
    return this.admit(attributes);
  }
}
