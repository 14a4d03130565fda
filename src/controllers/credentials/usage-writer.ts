/** Writes to the records of credentials when they were used last. */
import { ALLIUM_GROUP, type IssuedCredential, recordNameOf } from '../../api/allium.ts';
import { rfc3339 } from '../../api/time.ts';
import { type Controller, type ControllerPorts, hasReason, logFailures } from '../controller.ts';
import { type ObjectResource, targetOf } from '../objects.ts';

export const USAGE_WRITER = 'credential-usage-writer';

const INTERVAL = 60_000;
const WRITES_OF_A_MINUTE = 200;

/** Narrow view of what notes the use of credentials. */
export interface Usage {
  /** All since the last call, by the credential's id. */
  take(): ReadonlyMap<string, { readonly at: number; readonly from: string }>;
}

export class UsageWriter implements Controller {
  readonly name = USAGE_WRITER;
  readonly #usage: Usage;
  readonly #ports: ControllerPorts;
  readonly #records: ObjectResource;
  #cancel = () => {};
  #writing: Promise<void> = Promise.resolve();

  constructor(usage: Usage, ports: ControllerPorts) {
    this.#usage = usage;
    this.#ports = ports;
    this.#records = ports.objects.resource(ALLIUM_GROUP, 'issuedcredentials');
  }

  start(): void {
    this.#cancel = this.#ports.clock.setTimeout(() => {
      this.#writing = this.#write().finally(() => this.start());
    }, INTERVAL);
  }

  /** What was used since is written first: a restart forgets nothing. */
  async stop(): Promise<void> {
    this.#cancel();
    await this.#writing;
    this.#cancel();
    await this.#write();
  }

  async #write(): Promise<void> {
    const onFailure = logFailures(this.name, this.#ports.log);
    const used = this.#usage.take();
    // The more there are, the less often each is written: nodes come by the thousand, and never rest.
    const apart = (INTERVAL / 2) * Math.max(1, used.size / WRITES_OF_A_MINUTE);
    for (const [id, { at, from }] of used) {
      await this.#writeOne(recordNameOf(id), at, from, apart).catch((error) => onFailure(id, error));
    }
  }

  /** Credentials that were issued elsewhere have no record. */
  async #writeOne(name: string, at: number, from: string, apart: number): Promise<void> {
    const record = this.#ports.objects.find(this.#records, '', name)?.object as IssuedCredential | undefined;
    if (!record || isKnown(record, at, from, apart)) return;
    const target = { ...targetOf(this.#records, '', name), subresource: 'status' };
    const used: IssuedCredential = { ...record, status: { lastUsedAt: rfc3339(at), lastUsedFrom: from } };
    await this.#ports.client.update(target, used).catch((error: unknown) => {
      if (!hasReason(error, 'NotFound', 'Conflict')) throw error;
    });
  }
}

/** Another replica may have seen it later, and a use a moment ago says as much as one now. */
function isKnown({ status }: IssuedCredential, at: number, from: string, apart: number): boolean {
  const last = Date.parse(status?.lastUsedAt ?? '') || 0;
  return last >= at || (status?.lastUsedFrom === from && at - last < apart);
}
