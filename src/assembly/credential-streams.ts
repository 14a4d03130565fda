/** Streams of clients, ended when their credential is revoked or expires, or when what it rests on goes. */
import type { Authentication, Authenticator } from '../authentication/authenticator.ts';
import { LEEWAY } from '../authentication/service-account/live-objects.ts';
import { keyOf, type ObjectResource, type Objects } from '../controllers/objects.ts';
import type { Basis } from '../request/credential.ts';
import { OpenStreams, type OpenStreamsPorts } from '../server/filters/open-streams.ts';
import type { StreamOwner } from '../server/filters/revocation.ts';

export interface CredentialStreamsPorts extends Pick<OpenStreamsPorts<StreamOwner>, 'isRevoked' | 'onEnded' | 'clock'> {
  /** By whom the requests were authenticated that streams were opened with. */
  readonly authenticator: Authenticator;
}

type Resources = Readonly<Record<Basis['resource'], ObjectResource>>;

export function credentialStreams(objects: Objects, ports: CredentialStreamsPorts): OpenStreams<StreamOwner> {
  const resources: Resources = {
    serviceaccounts: objects.resource('', 'serviceaccounts'),
    pods: objects.resource('', 'pods'),
    secrets: objects.resource('', 'secrets'),
    nodes: objects.resource('', 'nodes'),
  };
  const { authenticator, ...others } = ports;
  const streams = new OpenStreams<StreamOwner>({
    ...others,
    basesOf: ({ credential }) =>
      (credential?.restsOn ?? []).map(({ resource, namespace, name }) => keyOf(resources[resource], namespace, name)),
    isValid(owner) {
      const found = authenticator.authenticate(owner.request);
      return found instanceof Promise ? found.then((done) => isSame(owner, done)) : isSame(owner, found);
    },
    endsAt: (owner) => endOf(owner, objects, resources),
  });
  for (const resource of Object.values(resources)) {
    objects.watch(resource, ({ current }) => streams.review(current.key));
  }
  return streams;
}

/** Threat: another authenticator may take what the first no longer knows for somebody else. */
function isSame({ user, credential }: StreamOwner, found: Authentication): boolean {
  if (found.outcome !== 'authenticated') return false;
  const { name, uid } = found.user;
  return name === user.name && uid === user.uid && found.credential?.id === credential?.id;
}

/**
 * Its expiry, or when what it rests on is to be gone and the time by which clocks differ has passed: streams end when
 * requests do.
 */
function endOf({ credential }: StreamOwner, objects: Objects, resources: Resources): number | undefined {
  const gone = (credential?.restsOn ?? []).map(
    ({ resource, namespace, name }) =>
      Date.parse(objects.find(resources[resource], namespace, name)?.object.metadata.deletionTimestamp ?? '') + LEEWAY,
  );
  const ends = [credential?.expiresAt ?? Number.NaN, ...gone].filter((end) => !Number.isNaN(end));
  return ends.length === 0 ? undefined : Math.min(...ends);
}
