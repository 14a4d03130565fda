import type { RevocationKind } from '../../authentication/revocation/revocation.ts';
import type { MetricFamily } from './family.ts';

const KINDS: readonly RevocationKind[] = ['certificate', 'token', 'user', 'group'];

/** What revocations did. */
export class RevocationMetrics {
  readonly #refused = new Map<RevocationKind, number>(KINDS.map((kind) => [kind, 0]));
  #ended = 0;

  refused(kind: RevocationKind): void {
    this.#refused.set(kind, this.#refused.get(kind)! + 1);
  }

  ended(streams: number): void {
    this.#ended += streams;
  }

  *families(): Generator<MetricFamily> {
    yield {
      name: 'allium_authentication_revoked_total',
      help: 'Requests that were refused because their credential is revoked, by what the revocation names.',
      type: 'counter',
      samples: [...this.#refused].map(([kind, value]) => ({ labels: { kind }, value })),
    };
    yield {
      name: 'allium_revoked_streams_ended_total',
      help: 'Watches and other streams that were ended because their credential was revoked.',
      type: 'counter',
      samples: [{ labels: {}, value: this.#ended }],
    };
  }
}
