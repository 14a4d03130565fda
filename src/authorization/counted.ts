import type { Authorizer, Decision } from './authorizer.ts';

export type CountedOutcome = Exclude<Decision['outcome'], 'no-opinion'>;

/** The same, telling of every decision that ends the search for one. */
export function counted(authorizer: Authorizer, count: (outcome: CountedOutcome) => void): Authorizer {
  const seen = (decision: Decision): Decision => {
    if (decision.outcome !== 'no-opinion') count(decision.outcome);
    return decision;
  };
  return {
    name: authorizer.name,
    ...(authorizer.synced && { synced: authorizer.synced }),
    authorize(attributes) {
      const decision = authorizer.authorize(attributes);
      return decision instanceof Promise ? decision.then(seen) : seen(decision);
    },
    ...(authorizer.rulesFor && { rulesFor: (user, namespace) => authorizer.rulesFor!(user, namespace) }),
  };
}
