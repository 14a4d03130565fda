/**
 * Fields whose zero value means the same as their absence are left out, as upstream leaves them out: so a client that
 * spells out `hostNetwork: false` does not seem to change a pod that has none.
 */
export function dropZeros<T extends object>(object: T, fields: readonly (keyof T)[]): void {
  for (const field of fields) {
    if (!object[field]) delete object[field];
  }
}
