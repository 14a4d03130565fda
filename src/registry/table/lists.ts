/** Lists in one cell. */

/** `a,b,c`, or `a,b,c + 2 more...` past the limit. */
export function joinLimited(values: readonly string[], limit: number, separator = ','): string {
  const shown = values.slice(0, limit).join(separator);
  return values.length > limit ? `${shown} + ${values.length - limit} more...` : shown;
}

/** One field of every item: the names of containers, their images. */
export function joinField<K extends string>(
  items: readonly { [key in K]?: string }[] | null | undefined,
  field: K,
): string {
  return (items ?? []).map((item) => item[field] ?? '').join(',');
}
