export interface Target {
  readonly path: string;
  readonly rawQuery: string;
}

const SLASH = 0x2f;
const ORIGIN = /^https?:\/\/[^/?#]*/i;

/** Splits a request target, otherwise leaving it as it was sent. The absolute form (RFC 9112, 3.2.2) loses its origin. */
export function splitTarget(target: string): Target {
  const local = target.charCodeAt(0) === SLASH ? target : target.replace(ORIGIN, '');
  const mark = local.indexOf('?');
  return mark < 0 ? { path: local, rawQuery: '' } : { path: local.slice(0, mark), rawQuery: local.slice(mark + 1) };
}
