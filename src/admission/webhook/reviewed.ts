import type { KubeObject } from '../../api/object.ts';
import type { AdmissionAttributes } from '../admission.ts';
import type { Target } from '../matching/match.ts';
import type { Versions } from '../matching/versions.ts';
import type { ReviewedObjects } from './review.ts';

/** The objects of one request in the versions that webhooks want to see, each made once. */
export class Reviewed {
  readonly attributes: AdmissionAttributes;
  readonly #versions: Versions;
  readonly #made = new Map<string, ReviewedObjects>();

  constructor(attributes: AdmissionAttributes, versions: Versions) {
    this.attributes = attributes;
    this.#versions = versions;
  }

  as(target: Target): ReviewedObjects {
    const key = JSON.stringify([target.resource, target.kind]);
    let objects = this.#made.get(key);
    if (!objects) {
      const { object, oldObject } = this.attributes;
      const view = (one: KubeObject | undefined) => one && this.#versions.toTarget(target, one);
      objects = { object: view(object), oldObject: view(oldObject) };
      this.#made.set(key, objects);
    }
    return objects;
  }

  /** To be called when the object has changed. */
  refresh(): void {
    this.#made.clear();
  }
}
