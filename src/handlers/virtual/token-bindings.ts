/** What a token is bound to: the object that `spec.boundObjectRef` of a TokenRequest names. */
import { goQuote } from '../../api/go-format.ts';
import { type KubeObject, parseApiVersion } from '../../api/object.ts';
import { badRequest, conflict } from '../../api/status.ts';
import type { ObjectName } from '../../authentication/service-account/account-user.ts';
import type { BoundClaims } from '../../authentication/service-account/bound-claims.ts';
import type { ResourceStore } from '../../registry/store/store.ts';
import type { V1BoundObjectReference } from '../../schema/generated/types.ts';

export interface BindingStores {
  readonly pods: ResourceStore;
  readonly secrets: ResourceStore;
  readonly nodes: ResourceStore;
}

export type TokenBinding = Pick<BoundClaims, 'pod' | 'secret' | 'node'>;

export const UNBOUND: TokenBinding = { pod: undefined, secret: undefined, node: undefined };

/** Whose token it is. */
interface Account {
  readonly namespace: string;
  readonly name: string;
}

type Bind = (stores: BindingStores, account: Account, name: string) => TokenBinding;

const BINDABLE: ReadonlyMap<string, Bind> = new Map<string, Bind>([
  ['Pod', bindToPod],
  [
    'Secret',
    ({ secrets }, { namespace }, name) => ({ ...UNBOUND, secret: named(secrets.get(namespace, name).object) }),
  ],
  ['Node', ({ nodes }, _account, name) => ({ ...UNBOUND, node: named(nodes.get('', name).object) })],
]);

/** @throws StatusError 400 for what no token can be bound to, 404, 409 when another object has taken the name */
export function bindToken(reference: V1BoundObjectReference, account: Account, stores: BindingStores): TokenBinding {
  const { apiVersion = '', kind = '', name = '', uid = '' } = reference;
  const { group, version } = parseApiVersion(apiVersion);
  const bind = group === '' ? BINDABLE.get(kind) : undefined;
  if (!bind) throw badRequest(`cannot bind token to object of type ${group}/${version}, Kind=${kind}`);
  const binding = bind(stores, account, name);
  const found = binding.pod ?? binding.secret ?? binding.node;
  if (uid !== '' && uid !== found?.uid) throw replaced(kind, name, uid);
  return binding;
}

function bindToPod({ pods, nodes }: BindingStores, account: Account, name: string): TokenBinding {
  const pod = pods.get(account.namespace, name).object;
  const { nodeName = '', serviceAccountName } = pod.spec ?? {};
  if (serviceAccountName !== account.name) {
    const whose = goQuote(account.name);
    throw badRequest(
      `cannot bind token for serviceaccount ${whose} to pod running with different serviceaccount name.`,
    );
  }
  return { ...UNBOUND, pod: named(pod), node: nodeName === '' ? undefined : nodeOf(nodes, nodeName) };
}

function nodeOf(nodes: ResourceStore, name: string): TokenBinding['node'] {
  return { name, uid: nodes.find('', name)?.object.metadata.uid };
}

function named({ metadata: { name = '', uid = '' } }: KubeObject): ObjectName {
  return { name, uid };
}

function replaced(kind: string, name: string, uid: string) {
  const why = `the UID in the bound object reference (${uid}) does not match the UID in record. The object might have been deleted and then recreated`;
  return conflict({ group: '', resource: kind }, name, why);
}
