/** The `authorizer` of CEL expressions: asks the cluster's own. */
import type { AskAccess } from '../admission/expressions/match-conditions.ts';
import type { Attributes, Authorizer, Decision } from '../authorization/authorizer.ts';
import { selectorsOf } from '../authorization/selectors.ts';
import type { AccessAnswer, AccessQuestion } from '../cel/kubernetes/authorizer.ts';
import { impliedGroups, type UserInfo } from '../request/user-info.ts';

export function expressionAccess(authorizer: Authorizer): AskAccess {
  return (user, question) => {
    try {
      const decided = authorizer.authorize(attributesOf(user, question));
      return decided instanceof Promise ? decided.then(answerOf, failure) : answerOf(decided);
    } catch (error) {
      return failure(error);
    }
  };
}

function answerOf({ outcome, reason }: Decision): AccessAnswer {
  return { allowed: outcome === 'allow', reason };
}

function failure(error: unknown): AccessAnswer {
  return { allowed: false, reason: '', error: (error as Error).message };
}

const NO_RESOURCE = { namespace: '', group: '', version: '', resource: '', subresource: '', name: '' };

function attributesOf(user: UserInfo, question: AccessQuestion): Attributes {
  const { verb, serviceAccount } = question;
  const asked = { user: serviceAccount ? accountUser(serviceAccount) : user, verb };
  if ('path' in question) return { ...asked, ...NO_RESOURCE, path: question.path, isResourceRequest: false };
  const { group, resource, subresource, namespace, name, fieldSelector, labelSelector } = question;
  const about = { group, version: '*', resource, subresource, namespace, name };
  const limits = selectorsOf(new URLSearchParams({ fieldSelector, labelSelector }));
  return { ...asked, ...about, ...limits, path: '', isResourceRequest: true };
}

function accountUser({ namespace, name }: { readonly namespace: string; readonly name: string }): UserInfo {
  const user = `system:serviceaccount:${namespace}:${name}`;
  return { name: user, groups: impliedGroups(user) };
}
