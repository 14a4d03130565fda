/** Deletes revocations and records of credentials once there is nothing left that they speak of. */
import { ALLIUM_GROUP, type CredentialRevocation, type IssuedCredential } from '../../api/allium.ts';
import { rfc3339 } from '../../api/time.ts';
import { type Controller, type ControllerPorts, hasReason, logFailures, unlessGone } from '../controller.ts';
import { nameOf, type ObjectChange, type ObjectResource, targetOf } from '../objects.ts';
import { WorkQueue } from '../work-queue.ts';
import { expiryOf, recordKey } from './expiry.ts';

export const CREDENTIAL_PRUNER = 'credential-pruner';

const CONCURRENCY = 5;
const HOUR = 60 * 60_000;
/** How often all are looked at. */
const INTERVAL = HOUR;
/** Clocks differ, and verifiers keep a revocation list for a day. */
const KEPT_AFTER_EXPIRY = 24 * HOUR;

export class CredentialPruner implements Controller {
  readonly name = CREDENTIAL_PRUNER;
  readonly #ports: ControllerPorts;
  readonly #revocations: ObjectResource;
  readonly #records: ObjectResource;
  /** Of credentials on record. */
  readonly #expiries = new Map<string, number>();
  /** Names of revocations. */
  readonly #queue: WorkQueue<string>;
  #stops: (() => void)[] = [];
  #cancel = () => {};

  constructor(ports: ControllerPorts) {
    this.#ports = ports;
    this.#revocations = ports.objects.resource(ALLIUM_GROUP, 'credentialrevocations');
    this.#records = ports.objects.resource(ALLIUM_GROUP, 'issuedcredentials');
    this.#queue = new WorkQueue<string>({
      clock: ports.clock,
      concurrency: CONCURRENCY,
      process: (name) => unlessGone(() => this.#see(name)),
      onFailure: logFailures(this.name, ports.log),
    });
  }

  start(): void {
    const { objects } = this.#ports;
    this.#stops = [
      objects.watch(this.#records, (change) => this.#onRecord(change)),
      objects.watch(this.#revocations, ({ type, current }) => {
        if (type === 'ADDED') this.#queue.add(nameOf(this.#revocations, current.key).name);
      }),
    ];
    for (const current of objects.list(this.#records)) this.#onRecord({ type: 'ADDED', current, previous: undefined });
    this.#lookAtAll();
    this.#queue.start();
  }

  stop(): Promise<void> {
    for (const stop of this.#stops) stop();
    this.#cancel();
    return this.#queue.stop();
  }

  #onRecord({ type, current }: ObjectChange): void {
    const { spec = {} } = current.object as IssuedCredential;
    const key = recordKey(spec);
    const expiresAt = Date.parse(spec.expiresAt ?? '');
    if (key === undefined || Number.isNaN(expiresAt)) return;
    if (type === 'DELETED') this.#expiries.delete(key);
    else this.#expiries.set(key, expiresAt);
  }

  #lookAtAll(): void {
    const { objects, clock } = this.#ports;
    for (const { key } of objects.list(this.#revocations)) this.#queue.add(nameOf(this.#revocations, key).name);
    void this.#pruneRecords();
    this.#cancel = clock.setTimeout(() => this.#lookAtAll(), INTERVAL);
  }

  async #see(name: string): Promise<void> {
    const { objects, client } = this.#ports;
    const revocation = objects.find(this.#revocations, '', name)?.object as CredentialRevocation | undefined;
    if (!revocation) return;
    const target = targetOf(this.#revocations, '', name);
    const told = Date.parse(revocation.status?.expiresAt ?? '') || Infinity;
    // What was known once stays known when the record is gone.
    const expiresAt = Math.min(told, expiryOf(revocation, this.#expiries) ?? Infinity);
    if (this.#isPast(expiresAt)) {
      await client.delete(target, { preconditions: { uid: revocation.metadata.uid } });
    } else if (expiresAt < told) {
      const status = { expiresAt: rfc3339(expiresAt) };
      await client.update({ ...target, subresource: 'status' }, { ...revocation, status } as CredentialRevocation);
    }
  }

  async #pruneRecords(): Promise<void> {
    const { objects, client, log } = this.#ports;
    const onFailure = logFailures(this.name, log);
    for (const { key, object } of objects.list(this.#records)) {
      const { spec, metadata } = object as IssuedCredential;
      if (!this.#isPast(Date.parse(spec?.expiresAt ?? ''))) continue;
      const target = targetOf(this.#records, '', nameOf(this.#records, key).name);
      await client.delete(target, { preconditions: { uid: metadata.uid } }).catch((error: unknown) => {
        if (!hasReason(error, 'NotFound')) onFailure(key, error);
      });
    }
  }

  /** Never of a time that cannot be told. */
  #isPast(expiresAt: number): boolean {
    return expiresAt + KEPT_AFTER_EXPIRY <= this.#ports.clock.now();
  }
}
