import type { AdmissionAttributes } from './admission.ts';

/** Rights that exist for admission alone: the verb `use` on something that is no subresource but written like one. */
export interface Grants {
  /** Whether the user may `use` `<resource>/<what>`, of this object. */
  allows(attributes: AdmissionAttributes, what: string): Promise<boolean>;
}

/** Tells whoever is refused what would have helped. */
export function howToGrant({ resource }: AdmissionAttributes, what: string): string {
  return `to allow it, grant the verb "use" on "${resource.resource}/${what}"`;
}
