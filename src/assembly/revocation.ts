/** The revocations that are stored, followed as they change, for all who have to know of them. */

import { RevocationLockout } from '../admission/plugins/revocation-lockout/revocation-lockout.ts';
import {
  ALLIUM_GROUP,
  type CredentialRevocation,
  type IssuedCredential,
  type IssuedCredentialSpec,
  recordNameOf,
} from '../api/allium.ts';
import type { Authenticator } from '../authentication/authenticator.ts';
import { refuseRevoked } from '../authentication/revocation/refuse-revoked.ts';
import { hits, type IssueTimes, revocationOf } from '../authentication/revocation/revocation.ts';
import { RevocationIndex } from '../authentication/revocation/revocation-index.ts';
import { nameOf, type ObjectResource, type Objects, type StoredObject } from '../controllers/objects.ts';
import type { RequestContext } from '../request/context.ts';
import type { Holder } from '../request/credential.ts';
import { GROUP_AUTHENTICATED } from '../request/user-info.ts';
import type { Stage } from '../server/chain.ts';
import type { Ending, OpenStreams } from '../server/filters/open-streams.ts';
import { type RevocationPorts, revocation, type StreamOwner } from '../server/filters/revocation.ts';
import type { Clock } from '../util/clock.ts';
import { credentialStreams } from './credential-streams.ts';

export interface RevocationOptions extends Pick<RevocationPorts, 'onRefused' | 'onAccepted'> {
  /** Told of streams that were ended, at least one. */
  onStreamsEnded(why: Ending, count: number): void;
  /** What always gets an administrator in. */
  lastWayIn(): Holder | undefined;
}

export interface RevocationsPorts {
  readonly clock: Clock;
  /** Of clients: without the control plane's own parts. */
  readonly authenticator: Authenticator;
  /** Told of stored revocations that cannot be read. */
  onUnreadable(key: string, error: unknown): void;
}

/** Far within the second in which streams have to end. */
const SWEEPS_APART = 50;

const UNOBSERVED: RevocationOptions = {
  onRefused: () => {},
  onAccepted: () => {},
  onStreamsEnded: () => {},
  lastWayIn: () => undefined,
};

export class Revocations {
  readonly index: RevocationIndex;
  readonly #resource: ObjectResource;
  readonly #streams: OpenStreams<StreamOwner>;
  readonly #options: RevocationOptions;
  readonly #issueTimes: IssueTimes;
  readonly #ports: RevocationsPorts;
  readonly #unreadable = new Set<string>();
  #isSweepDue = false;
  #lastSweep = -Infinity;

  /** Knows every revocation that is stored when it returns. */
  constructor(objects: Objects, ports: RevocationsPorts, options: RevocationOptions = UNOBSERVED) {
    this.#options = options;
    this.#ports = ports;
    this.#issueTimes = issueTimes(objects);
    this.index = new RevocationIndex(this.#issueTimes);
    this.#streams = credentialStreams(objects, {
      ...ports,
      isRevoked: (owner) => this.index.find(owner) !== undefined,
      onEnded: (why, count) => options.onStreamsEnded(why, count),
    });
    this.#resource = objects.resource(ALLIUM_GROUP, 'credentialrevocations');
    objects.watch(this.#resource, ({ type, current }) => {
      if (type === 'DELETED') this.#remove(current);
      else this.#add(current);
    });
    for (const stored of objects.list(this.#resource)) this.#add(stored);
  }

  /** @param isOwn whether a part of this process asks */
  stage(isOwn: (context: RequestContext) => boolean): Stage {
    const { onRefused, onAccepted } = this.#options;
    const find = (holder: Holder) => this.index.find(holder);
    return revocation({ find, streams: this.#streams, isOwn, onRefused, onAccepted });
  }

  /** The admission plugin that keeps people from locking themselves out. */
  lockout(): RevocationLockout {
    return new RevocationLockout({
      hits: (object, holder) => hits(revocationOf(object), holder, this.#issueTimes),
      lastWayIn: () => this.#options.lastWayIn(),
    });
  }

  /** The authenticator for those who ask on behalf of others. */
  get authenticator(): Authenticator {
    return refuseRevoked(this.#ports.authenticator, this.index);
  }

  /** By what the credential is revoked that was recorded so. */
  ofRecord({ credentialID: id = '', username = '', groups = [], ...rest }: IssuedCredentialSpec) {
    const { serialNumber, issuer, issuedAt = '' } = rest;
    const credential = { id, serialNumber, issuer, issuedAt: Date.parse(issuedAt) };
    return this.index.find({ user: { name: username, groups: [...groups, GROUP_AUTHENTICATED] }, credential });
  }

  /** The keys of those that are stored and not in force. */
  get unreadable(): ReadonlySet<string> {
    return this.#unreadable;
  }

  #remove({ key }: StoredObject): void {
    this.#unreadable.delete(key);
    this.index.delete(nameOf(this.#resource, key).name);
  }

  #add(stored: StoredObject): void {
    try {
      this.index.set(revocationOf(stored.object as CredentialRevocation));
      this.#unreadable.delete(stored.key);
      this.#sweepSoon();
    } catch (error) {
      this.#unreadable.add(stored.key);
      this.#ports.onUnreadable(stored.key, error);
    }
  }

  /** At once, but for a burst of revocations now and then: a look at every open stream costs more than a look-up. */
  #sweepSoon(): void {
    if (this.#isSweepDue || this.#streams.size === 0) return;
    const { clock } = this.#ports;
    this.#isSweepDue = true;
    const sweep = () => {
      this.#isSweepDue = false;
      this.#lastSweep = clock.now();
      this.#streams.sweep();
    };
    clock.setTimeout(sweep, clock.now() - this.#lastSweep < SWEEPS_APART ? SWEEPS_APART : 0);
  }
}

function issueTimes(objects: Objects): IssueTimes {
  const records = objects.resource(ALLIUM_GROUP, 'issuedcredentials');
  return ({ id }) => {
    const record = objects.find(records, '', recordNameOf(id))?.object as IssuedCredential | undefined;
    const issuedAt = Date.parse(record?.spec?.issuedAt ?? '');
    return Number.isNaN(issuedAt) ? undefined : issuedAt;
  };
}
