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
  const opinions = await opinionsOf(authorizer, attributes);
  const allowed = opinions.at(-1)?.decision.outcome === 'allow';
  const reason = reasonOf(opinions);
  return {
    allowed,
    ...(reason !== '' && { reason }),
    authorizers: opinions.map(shown),
    ...(asksRbac(opinions) && {
      grants: grantsTo(index, attributes),
      ...(!allowed && { nearMisses: nearMisses(index, attributes) }),
    }),
  };
}

/** Each is asked once: a webhook may be among them. */
async function opinionsOf(authorizer: Authorizer, attributes: Attributes): Promise<readonly Opinion[]> {
  if (authorizer.opinions) return authorizer.opinions(attributes);
  return [{ authorizer: authorizer.name, decision: await authorizer.authorize(attributes) }];
}

/** That of the one who decided; where nobody did, of all of them. */
function reasonOf(opinions: readonly Opinion[]): string {
  const last = opinions.at(-1)?.decision;
  if (last !== undefined && last.outcome !== 'no-opinion') return last.reason;
  return opinions.flatMap(({ decision }) => decision.reason || []).join('\n');
}

/** Where nobody asks RBAC, what it would say leads astray. */
function asksRbac(opinions: readonly Opinion[]): boolean {
  return opinions.some(({ authorizer }) => authorizer === RBAC);
}

function shown({ authorizer, decision }: Opinion): AuthorizerOpinion {
  const { outcome, reason } = decision;
  return { authorizer, decision: DECISIONS[outcome], ...(reason !== '' && { reason }) };
}
