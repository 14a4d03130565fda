/** What makes one somebody else. */
import type { Subject } from '../../api/rbac/objects.ts';
import { GROUP_AUTHENTICATED, GROUP_MASTERS, GROUP_UNAUTHENTICATED } from '../../request/user-info.ts';
import { type Access, type Need, ofAny, resourceAccess } from './access.ts';
import type { Power } from './powers.ts';

/** A secret that holds a token of a service account. */
export interface TokenSecret {
  readonly name: string;
  readonly account: string;
}

const CHANGE = ['update', 'patch'] as const;
const READ = ['get', 'list', 'watch'] as const;
const EVERYBODY: readonly (string | undefined)[] = [GROUP_AUTHENTICATED, GROUP_UNAUTHENTICATED];
const ALL_ACCOUNTS = 'system:serviceaccounts';
const ACCOUNTS_OF = `${ALL_ACCOUNTS}:`;

/** Powers that are worth the same to many: those need to be looked at once. */
export interface Powers {
  /** Absent: they are for one subject alone. */
  readonly sharedAs?: string;
  readonly powers: Iterable<Power>;
}

/**
 * What makes one the subject, or one of the group that it is.
 * @param namespaces where somebody has rights of his own
 */
export function* identityPowers(
  subject: Subject,
  namespaces: () => Iterable<string>,
  tokenSecrets: (namespace: string) => readonly TokenSecret[],
): Generator<Powers> {
  const { kind, name = '', namespace = '' } = subject;
  const isGroup = kind === 'Group';
  // Whoever could become one of them is one.
  if (isGroup && EVERYBODY.includes(name)) return;
  yield { powers: impersonation(subject) };
  // No signer puts system:masters into a certificate.
  if (!(isGroup && name === GROUP_MASTERS)) yield { sharedAs: 'certificates', powers: CERTIFICATES };
  if (isNode(subject)) yield { sharedAs: 'certificates of nodes', powers: NODE_CERTIFICATES };
  if (kind === 'ServiceAccount') yield* accountPowers(namespace, tokenSecrets(namespace), name);
  else if (isGroup && name === ALL_ACCOUNTS) {
    for (const one of ['', ...namespaces()]) yield* accountPowers(one, tokenSecrets(one));
  } else if (isGroup && name.startsWith(ACCOUNTS_OF)) {
    const home = name.slice(ACCOUNTS_OF.length);
    yield* accountPowers(home, tokenSecrets(home));
  }
}

const impersonate = (resource: string, name: string, namespace = ''): Access =>
  resourceAccess('impersonate', resource, { name, namespace });

function impersonation({ kind, namespace, name = '' }: Subject): Power[] {
  const power = (...needs: Power['needs']): Power => ({ way: 'Impersonate', does: 'can impersonate', needs });
  switch (kind) {
    case 'User':
      return [power(impersonate('users', name))];
    case 'ServiceAccount':
      return [power(impersonate('serviceaccounts', name, namespace))];
    case 'Group':
      // A request that asks for a group has to ask for a user.
      return ['users', 'serviceaccounts'].map((resource) =>
        power(impersonate('groups', name), ofAny(impersonate(resource, ''))),
      );
    default:
      return [];
  }
}

const requests = (verb: string) =>
  ofAny(resourceAccess(verb, 'certificatesigningrequests', { group: 'certificates.k8s.io', subresource: 'approval' }));
const approve = (signer: string) =>
  resourceAccess('approve', 'signers', { group: 'certificates.k8s.io', name: `kubernetes.io/${signer}` });

function approval(signer: string): Power[] {
  const does = 'can approve a certificate in the name of';
  return CHANGE.flatMap((verb) =>
    [signer, '*'].map(
      (named) => ({ way: 'ApproveCertificate', does, needs: [requests(verb), approve(named)] }) as const,
    ),
  );
}

/** Of the signer for clients, any name may be asked for. */
const CERTIFICATES = approval('kube-apiserver-client');
const NODE_CERTIFICATES = approval('kube-apiserver-client-kubelet');

function isNode({ kind, name = '' }: Subject): boolean {
  return kind === 'Group' ? name === 'system:nodes' : kind === 'User' && name.startsWith('system:node:');
}

const WORKLOADS: readonly (readonly [group: string, resource: string])[] = [
  ['', 'pods'],
  ['', 'replicationcontrollers'],
  ['apps', 'daemonsets'],
  ['apps', 'deployments'],
  ['apps', 'replicasets'],
  ['apps', 'statefulsets'],
  ['batch', 'cronjobs'],
  ['batch', 'jobs'],
];

/**
 * What makes one a service account of a namespace, or (empty) of all of them.
 * @param name absent: any account there will do
 */
function* accountPowers(namespace: string, secrets: readonly TokenSecret[], name?: string): Generator<Powers> {
  const tokens = resourceAccess('create', 'serviceaccounts', { namespace, name: name ?? '', subresource: 'token' });
  const own = secrets.filter(({ account }) => name === undefined || account === name);
  yield { powers: [one('CreateToken', 'can make tokens of', name === undefined ? ofAny(tokens) : tokens)] };
  yield { powers: own.flatMap((secret) => tokenReading(namespace, secret)) };
  yield { sharedAs: `accounts of ${namespace}`, powers: anyAccountPowers(namespace) };
}

/** What makes one any service account of a namespace that one wants to be. */
function* anyAccountPowers(namespace: string): Generator<Power> {
  yield* tokenMaking(namespace);
  yield* podMaking(namespace);
  yield* podEntering(namespace);
}

function one(way: Power['way'], does: string, need: Need): Power {
  return { way, does, needs: [need] };
}

function tokenReading(namespace: string, { name }: TokenSecret): Power[] {
  const does = `can read Secret ${namespace}/${name} with a token of`;
  return READ.map((verb) => {
    // Lists and watches name no object.
    const access = resourceAccess(verb, 'secrets', { namespace, name: verb === 'get' ? name : '' });
    return one('ReadToken', does, access);
  });
}

/** A Secret of the right type is filled with a token. */
function tokenMaking(namespace: string): Power[] {
  const access = (verb: string) => resourceAccess(verb, 'secrets', { namespace });
  const does = 'can make a Secret and read in it a token of';
  return READ.map((verb) => ({ way: 'ReadToken', does, needs: [access('create'), access(verb)] }));
}

function* podMaking(namespace: string): Generator<Power> {
  for (const [group, resource] of WORKLOADS) {
    const what = group === '' ? resource : `${resource}.${group}`;
    const access = (verb: string) => resourceAccess(verb, resource, { group, namespace });
    yield one('RunPod', `can create ${what} that run as`, access('create'));
    if (resource === 'pods') continue;
    for (const verb of CHANGE) yield one('RunPod', `can change ${what} to run as`, ofAny(access(verb)));
  }
}

/** To have one's own program run in a pod that is there. */
function* podEntering(namespace: string): Generator<Power> {
  const pods = (verb: string, subresource = '') => ofAny(resourceAccess(verb, 'pods', { namespace, subresource }));
  const enter = (does: string, need: Need) => one('EnterPod', `${does} pods that run as`, need);
  yield enter('can execute commands in', pods('create', 'exec'));
  // A kubelet takes the GET of an upgrade for a read.
  for (const verb of ['create', 'get']) {
    const nodes = ofAny(resourceAccess(verb, 'nodes', { subresource: 'proxy' }));
    yield enter('can execute commands, by way of nodes/proxy, in', nodes);
  }
  for (const verb of CHANGE) {
    yield enter('can add containers to', pods(verb, 'ephemeralcontainers'));
    yield enter('can change the images of', pods(verb));
  }
}
