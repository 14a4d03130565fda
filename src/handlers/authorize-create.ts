import { forbidden } from '../api/status.ts';
import type { Scope } from './scope.ts';

/**
 * Threat: a PUT or an apply that finds no object creates one, and was let in as `update` or `patch`. Whoever may not
 * create must not do so this way.
 * @throws StatusError 403
 */
export async function authorizeCreate({ context, info, dependencies }: Scope): Promise<void> {
  const { namespace, group, version, resource, subresource, name, path } = info;
  const decision = await dependencies.authorizer.authorize({
    user: context.user,
    verb: 'create',
    isResourceRequest: true,
    namespace,
    group,
    version,
    resource,
    subresource,
    name,
    path,
  });
  if (decision.outcome !== 'allow') throw forbidden({ group, resource }, name, decision.reason);
}
