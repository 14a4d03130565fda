/** Who calls which webhook: the users of one kubeconfig, named for the servers that they are for. */
import type { WebhookUser } from './kubeconfig.ts';

const NOBODY: WebhookUser = { certificate: undefined, privateKey: undefined, token: undefined, basic: undefined };

/**
 * The user of that name, or of `*.` and the end of it, or of `*`; then the one of the current context; else nobody.
 * @param users by name; '' is the one of the current context
 * @param target `host:port`
 */
export function userFor(users: ReadonlyMap<string, WebhookUser>, target: string): WebhookUser {
  const names = [...namesOf(target), ...(target.endsWith(':443') ? namesOf(target.slice(0, -4)) : []), '*', ''];
  const name = names.find((candidate) => users.has(candidate));
  return name === undefined ? NOBODY : users.get(name)!;
}

function namesOf(target: string): string[] {
  const labels = target.split('.');
  return [target, ...labels.slice(1).map((_, index) => `*.${labels.slice(index + 1).join('.')}`)];
}
