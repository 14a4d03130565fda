/** What kubelets may do: https://kubernetes.io/docs/reference/access-authn-authz/node/ */
import type { UserInfo } from '../../request/user-info.ts';
import type { Attributes, Authorizer, Decision, SubjectRules } from '../authorizer.ts';
import type { NodeGraph } from './graph.ts';
import { nodeNameOf } from './node-identity.ts';
import { ALLOWED, noOpinion, RESOURCE_RULES } from './resource-rules.ts';

export interface NodeAuthorizerPorts {
  readonly graph: NodeGraph;
  /** Resolves when the graph holds everything that is stored. */
  readonly synced: Promise<void>;
  /** Whether every node may do this, for what is not divided up between them: the rules of the role system:node. */
  everyNodeMay(attributes: Attributes): boolean;
}

const NO_OPINION = noOpinion('');
const NO_RULES: SubjectRules = { resourceRules: [], nonResourceRules: [] };

/** Says yes, or nothing: other authorizers may grant a node more. Until it has seen everything, nodes wait. */
export function nodeAuthorizer({ graph, synced, everyNodeMay }: NodeAuthorizerPorts): Authorizer {
  let isSynced = false;
  void synced.then(() => {
    isSynced = true;
  });
  const decide = (node: string, attributes: Attributes): Decision => {
    const rule = attributes.isResourceRequest
      ? RESOURCE_RULES.get(`${attributes.resource}.${attributes.group}`)
      : undefined;
    if (rule) return rule({ node, attributes, graph });
    return everyNodeMay(attributes) ? ALLOWED : NO_OPINION;
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
