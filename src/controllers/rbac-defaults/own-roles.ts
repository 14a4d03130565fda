import { on, type RuleTable } from './rules.ts';

/** What our controllers do beyond upstream's of the same names, by service account. */
export const OWN_CONTROLLER_ROLES: RuleTable = {
  // A copy that was made immutable with another content is made anew, where upstream fails for ever.
  'root-ca-cert-publisher': [on('core', 'configmaps', 'delete', 'kube-root-ca.crt')],
};
