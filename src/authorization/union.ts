import type { Attributes, Authorizer, Decision, Opinion, SubjectRules } from './authorizer.ts';

function failure(authorizer: Authorizer, error: unknown): Decision {
  return { outcome: 'deny', reason: `${authorizer.name} failed: ${(error as Error)?.message ?? error}`, failed: true };
}

function silence(reasons: readonly string[]): Decision {
  return { outcome: 'deny', reason: reasons.filter(Boolean).join('\n'), silent: true };
}

/**
 * The first that allows or denies decides; when none does, the answer is deny, with what each of them had to say.
 * Never answers no-opinion. Stays synchronous as long as its members do.
 */
export function unionAuthorizer(members: readonly Authorizer[]): Authorizer {
  const from = (index: number, attributes: Attributes, reasons: string[]): Decision | Promise<Decision> => {
    for (let i = index; i < members.length; i++) {
      const member = members[i]!;
      try {
        const decision = member.authorize(attributes);
        if (decision instanceof Promise) return later(decision, i, attributes, reasons);
        if (decision.outcome !== 'no-opinion') return decision;
        reasons.push(decision.reason);
      } catch (error) {
        return failure(member, error);
      }
    }
    return silence(reasons);
  };
  const later = async (pending: Promise<Decision>, index: number, attributes: Attributes, reasons: string[]) => {
    try {
      const decision = await pending;
      if (decision.outcome !== 'no-opinion') return decision;
      reasons.push(decision.reason);
    } catch (error) {
      return failure(members[index]!, error);
    }
    return from(index + 1, attributes, reasons);
  };
  return {
    name: 'union',
    synced: Promise.all(members.map(({ synced }) => synced)).then(() => {}),
    authorize: (attributes) => from(0, attributes, []),
    opinions: (attributes) => opinions(members, attributes),
    rulesFor: async (user, namespace) => {
      const all = await Promise.all(members.map((member) => member.rulesFor?.(user, namespace) ?? NO_RULES));
      const gaps = all.flatMap(({ incomplete }) => incomplete ?? []);
      return {
        resourceRules: all.flatMap((rules) => rules.resourceRules),
        nonResourceRules: all.flatMap((rules) => rules.nonResourceRules),
        ...(gaps.length > 0 && { incomplete: gaps.length === 1 ? gaps[0]! : `[${gaps.join(', ')}]` }),
      };
    },
  };
}

async function opinions(members: readonly Authorizer[], attributes: Attributes): Promise<Opinion[]> {
  const found: Opinion[] = [];
  for (const member of members) {
    const decision = await opinionOf(member, attributes);
    found.push({ authorizer: member.name, decision });
    if (decision.outcome !== 'no-opinion') break;
  }
  return found;
}

async function opinionOf(member: Authorizer, attributes: Attributes): Promise<Decision> {
  try {
    return await member.authorize(attributes);
  } catch (error) {
    return failure(member, error);
  }
}

const NO_RULES: SubjectRules = { resourceRules: [], nonResourceRules: [] };
