/** Several errors in one text, as Go's aggregates show them: each once, in brackets when there are several. */
export function aggregate(errors: readonly unknown[]): string {
  const distinct = [...new Set(errors.map(String))];
  return distinct.length === 1 ? distinct[0]! : `[${distinct.join(', ')}]`;
}
