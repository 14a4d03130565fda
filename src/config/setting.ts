import type { Kind } from './kinds.ts';

/** One thing that can be set. */
export interface Setting<T> {
  readonly section: 'Serving' | 'Storage' | 'Security' | 'Network' | 'Limits' | 'Other';
  readonly kind: Kind<NonNullable<T>>;
  /** As it would be written; undefined: the setting is left out, and `help` says what happens then. */
  readonly default: string | undefined;
  readonly help: string;
}
