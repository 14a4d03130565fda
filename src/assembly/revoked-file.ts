/** Keeps the file that tells `allium ca` what of a previous authority is revoked, for as long as there is one. */
import { ALLIUM_GROUP } from '../api/allium.ts';
import type { ClusterPki } from '../pki/cluster-pki.ts';
import { forgetRevoked, type RevokedOf, writeRevoked } from '../pki/revoked-issued.ts';
import type { Clock } from '../util/clock.ts';
import { type CrlParts, revokedBy } from './crl.ts';

export interface RevokedFilePorts extends CrlParts {
  /** Where the authorities are. */
  readonly directory: string;
  readonly pki: { current(): ClusterPki; onChange(listener: () => void): void };
  readonly clock: Pick<Clock, 'setTimeout'>;
  onError(error: unknown): void;
}

/** A burst of revocations is written once; a person who revokes and then drops the authority does not notice. */
const SETTLES = 200;
const RETRY = 10_000;

/** @returns ends it */
export function keepRevokedFile({ objects, revocations, ...ports }: RevokedFilePorts): { stop(): Promise<void> } {
  const { directory, pki, clock, onError } = ports;
  let cancel: (() => void) | undefined;
  let stopped = false;
  let writing = Promise.resolve();
  const write = () => {
    cancel = undefined;
    const wanted = revokedInRotation(pki.current(), { objects, revocations });
    const written = () => (wanted ? writeRevoked(directory, wanted) : forgetRevoked(directory));
    writing = writing.then(written).catch((error: unknown) => {
      onError(error);
      writeIn(RETRY);
    });
  };
  const writeIn = (milliseconds: number) => {
    if (!stopped) cancel ??= clock.setTimeout(write, milliseconds);
  };
  const changed = () => writeIn(SETTLES);
  const stopWatching = objects.watch(objects.resource(ALLIUM_GROUP, 'credentialrevocations'), changed);
  pki.onChange(changed);
  write();
  return {
    stop() {
      stopped = true;
      stopWatching();
      cancel?.();
      return writing;
    },
  };
}

/** Undefined outside of rotations: nobody asks then. */
function revokedInRotation(pki: ClusterPki, parts: CrlParts): RevokedOf[] | undefined {
  const { authority, previousAuthority } = pki;
  if (previousAuthority === undefined) return undefined;
  return [authority, previousAuthority].map(({ certificate }) => ({
    authority: certificate,
    serialNumbers: Array.from(revokedBy(certificate, parts), ({ serialNumber }) => serialNumber),
  }));
}
