/** Why somebody may do something, or may not. Costs nothing until it is asked for: decisions do not pass here. */
import type { AccessExplanationStatus, AuthorizerOpinion } from '../api/access.ts';
import type { Attributes, Authorizer, Decision, Opinion } from '../authorization/authorizer.ts';
import { RBAC } from '../authorization/rbac/rbac-authorizer.ts';
import type { RbacIndex } from '../authorization/rbac/rbac-index.ts';
import { grantsTo } from './grants.ts';
import { nearMisses } from './near-misses.ts';

const DECISIONS: Readonly<Record<Decision['outcome'], string>> = {
  allow: 'Allow',
  deny: 'Deny',
  'no-opinion': 'NoOpinion',
};

export async function explain(
  authorizer: Authorizer,
  index: RbacIndex,
  attributes: Attributes,
): Promise<AccessExplanationStatus> {
  const decision = await authorizer.authorize(attributes);
  const opinions = (await authorizer.opinions?.(attributes)) ?? [{ authorizer: authorizer.name, decision }];
  const allowed = decision.outcome === 'allow';
  return {
    allowed,
    ...(decision.reason !== '' && { reason: decision.reason }),
    authorizers: opinions.map(shown),
    ...(asksRbac(opinions) && {
      grants: grantsTo(index, attributes),
      ...(!allowed && { nearMisses: nearMisses(index, attributes) }),
    }),
  };
}

/** Where nobody asks RBAC, what it would say leads astray. */
function asksRbac(opinions: readonly Opinion[]): boolean {
  return opinions.some(({ authorizer }) => authorizer === RBAC);
}

function shown({ authorizer, decision }: Opinion): AuthorizerOpinion {
  const { outcome, reason } = decision;
  return { authorizer, decision: DECISIONS[outcome], ...(reason !== '' && { reason }) };
}
