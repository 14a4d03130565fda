import type { KubeObject } from '../../api/object.ts';
import type { Target } from './match.ts';

/** Port: objects in the versions that they are served in. None changes what it is handed. */
export interface Versions {
  /** @param object as admission has it */
  toTarget(target: Target, object: KubeObject): KubeObject;
  /**
   * An object of the target, decoded and defaulted anew, as admission has it.
   * @param unknownFields what becomes of fields that the kind does not have; default: they are left out
   * @throws Error when it is none
   */
  fromTarget(target: Target, object: unknown, unknownFields?: 'refused'): KubeObject;
}
