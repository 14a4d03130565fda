import type { CachedObject } from '../../watch/cached-object.ts';

/** What one list request answers. */
export interface Page {
  readonly items: readonly CachedObject[];
  readonly revision: number;
  /** '' on the last page. */
  readonly continue: string;
  readonly remaining: number | undefined;
}
