/** Specs as upstream's own types have them, for refusals that show a whole spec: every field, under the names of Go. */
import type {
  FlowcontrolV1Subject,
  V1FlowSchemaSpec,
  V1LimitedPriorityLevelConfiguration,
  V1NonResourcePolicyRule,
  V1PolicyRulesWithSubjects,
  V1PriorityLevelConfigurationSpec,
  V1ResourcePolicyRule,
} from '../../schema/generated/types.ts';

export function goFlowSchemaSpec(spec: V1FlowSchemaSpec): object {
  const { distinguisherMethod, matchingPrecedence = 0, priorityLevelConfiguration: level, rules } = spec;
  return {
    PriorityLevelConfiguration: goName(level),
    MatchingPrecedence: matchingPrecedence,
    DistinguisherMethod: distinguisherMethod ? goDistinguisher(distinguisherMethod) : null,
    Rules: rules?.map(goRules) ?? null,
  };
}

export function goDistinguisher({ type = '' }: { readonly type?: string }): object {
  return { Type: type };
}

function goRules({ subjects, resourceRules, nonResourceRules }: V1PolicyRulesWithSubjects): object {
  return {
    Subjects: subjects?.map(goSubject) ?? null,
    ResourceRules: resourceRules?.map(goResourceRule) ?? null,
    NonResourceRules: nonResourceRules?.map(goNonResourceRule) ?? null,
  };
}

function goSubject({ kind = '', user, group, serviceAccount: account }: FlowcontrolV1Subject): object {
  return {
    Kind: kind,
    User: user ? goName(user) : null,
    Group: group ? goName(group) : null,
    ServiceAccount: account ? { Namespace: account.namespace ?? '', ...goName(account) } : null,
  };
}

function goName(named: { readonly name?: string } = {}): object {
  return { Name: named.name ?? '' };
}

function goResourceRule({ verbs, apiGroups, resources, clusterScope, namespaces }: V1ResourcePolicyRule): object {
  return {
    Verbs: verbs ?? null,
    APIGroups: apiGroups ?? null,
    Resources: resources ?? null,
    ClusterScope: clusterScope ?? false,
    Namespaces: namespaces ?? null,
  };
}

function goNonResourceRule({ verbs, nonResourceURLs }: V1NonResourcePolicyRule): object {
  return { Verbs: verbs ?? null, NonResourceURLs: nonResourceURLs ?? null };
}

export function goPriorityLevelSpec({ type = '', limited, exempt }: V1PriorityLevelConfigurationSpec): object {
  return {
    Type: type,
    Limited: limited ? goLimited(limited) : null,
    Exempt: exempt
      ? {
          NominalConcurrencyShares: exempt.nominalConcurrencyShares ?? null,
          LendablePercent: exempt.lendablePercent ?? null,
        }
      : null,
  };
}

function goLimited(limited: V1LimitedPriorityLevelConfiguration): object {
  const { type = '', queuing } = limited.limitResponse ?? {};
  const { queues = 0, handSize = 0, queueLengthLimit = 0 } = queuing ?? {};
  return {
    NominalConcurrencyShares: limited.nominalConcurrencyShares ?? 0,
    LimitResponse: {
      Type: type,
      Queuing: queuing ? { Queues: queues, HandSize: handSize, QueueLengthLimit: queueLengthLimit } : null,
    },
    LendablePercent: limited.lendablePercent ?? null,
    BorrowingLimitPercent: limited.borrowingLimitPercent ?? null,
  };
}
