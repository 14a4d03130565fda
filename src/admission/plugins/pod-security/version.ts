/** A version of the standards: the minor number of a Kubernetes version 1.x, or LATEST, which is newer than all. */
export type PolicyVersion = number;

export const LATEST: PolicyVersion = Number.POSITIVE_INFINITY;

export const VERSION_RULE = 'must be "latest" or "v1.x"';

const FORM = /^v1\.(0|[1-9][0-9]*)$/;

/** undefined: no version. */
export function parseVersion(text: string): PolicyVersion | undefined {
  if (text === 'latest') return LATEST;
  const minor = Number(FORM.exec(text)?.[1]);
  return Number.isSafeInteger(minor) ? minor : undefined;
}

export function showVersion(version: PolicyVersion): string {
  return version === LATEST ? 'latest' : `v1.${version}`;
}
