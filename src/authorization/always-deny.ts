import type { Authorizer, Decision } from './authorizer.ts';

const REFUSED: Decision = { outcome: 'no-opinion', reason: 'Everything is forbidden.' };

/** Upstream's AlwaysDeny, which does not keep those behind it from allowing. */
export const alwaysDenyAuthorizer: Authorizer = {
  name: 'alwaysdeny',
  authorize: () => REFUSED,
  rulesFor: () => ({ resourceRules: [], nonResourceRules: [] }),
};
