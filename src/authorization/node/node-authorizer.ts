/** What kubelets may do: https://kubernetes.io/docs/reference/access-authn-authz/node/ */
import type { PolicyRule } from '../../api/rbac/objects.ts';
import { nodeNameOf } from '../../request/node-identity.ts';
import type { UserInfo } from '../../request/user-info.ts';
import type { Attributes, Authorizer, Decision, SubjectRules } from '../authorizer.ts';
import { questionOf, ruleAllows } from '../rbac/question.ts';
import type { NodeGraph } from './graph.ts';
import { ALLOWED, noOpinion, RESOURCE_RULES } from './resource-rules.ts';

export interface NodeAuthorizerPorts {
  readonly graph: NodeGraph;
  /** Resolves when the graph holds everything that is stored. */
  readonly synced: Promise<void>;
  /** What every node may do with what is not divided up between them: the rules of the role system:node. */
  readonly rules: readonly PolicyRule[];
}

const NO_OPINION = noOpinion('');
const NO_RULES: SubjectRules = { resourceRules: [], nonResourceRules: [] };

/** Says yes, or nothing: other authorizers may grant a node more. Until it has seen everything, nodes wait. */
export function nodeAuthorizer({ graph, synced, rules }: NodeAuthorizerPorts): Authorizer {
  let isSynced = false;
  void synced.then(() => {
    isSynced = true;
  });
  const decide = (node: string, attributes: Attributes): Decision => {
    const rule = attributes.isResourceRequest
      ? RESOURCE_RULES.get(`${attributes.resource}.${attributes.group}`)
      : undefined;
    if (rule) return rule({ node, attributes, graph });
    const question = questionOf(attributes);
    return rules.some((one) => ruleAllows(one, question)) ? ALLOWED : NO_OPINION;
  };
  return {
    name: 'node',
    synced,
    authorize(attributes) {
      const node = nodeNameOf(attributes.user);
      if (node === undefined) return NO_OPINION;
      if (node === '') return noOpinion(`unknown node for user "${attributes.user.name}"`);
      return isSynced ? decide(node, attributes) : synced.then(() => decide(node, attributes));
    },
    rulesFor: (user: UserInfo) => (nodeNameOf(user) === undefined ? NO_RULES : { ...NO_RULES, incomplete: INCOMPLETE }),
  };
}

const INCOMPLETE = 'node authorizer does not support user rule resolution';
