import type { KubeObject } from './object.ts';

/** Makes an object into another one; it stays the same to those who hold it. */
export function replaceObject(object: KubeObject, made: KubeObject): void {
  for (const key of Object.keys(object)) delete object[key];
  Object.assign(object, made);
}
