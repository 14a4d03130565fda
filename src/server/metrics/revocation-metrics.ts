import type { RevocationKind } from '../../authentication/revocation/revocation.ts';
import type { Ending } from '../filters/open-streams.ts';
import type { MetricFamily } from './family.ts';

const KINDS: readonly RevocationKind[] = ['certificate', 'token', 'user', 'group'];

const ENDINGS: readonly Ending[] = ['revoked', 'invalid', 'expired'];

/** What was refused and what was ended because a credential counts no more. */
export class RevocationMetrics {
  readonly #refused = new Map<RevocationKind, number>(KINDS.map((kind) => [kind, 0]));
  readonly #ended = new Map<Ending, number>(ENDINGS.map((why) => [why, 0]));

  refused(kind: RevocationKind): void {
    this.#refused.set(kind, this.#refused.get(kind)! + 1);
  }

  ended(why: Ending, streams: number): void {
    this.#ended.set(why, this.#ended.get(why)! + streams);
  }

  *families(): Generator<MetricFamily> {
    yield {
      name: 'allium_authentication_revoked_total',
      help: 'Requests that were refused because their credential is revoked, by what the revocation names.',
      type: 'counter',
      samples: [...this.#refused].map(([kind, value]) => ({ labels: { kind }, value })),
    };
    yield {
      name: 'allium_authentication_streams_ended_total',
      help: 'Watches and other streams that were ended because their credential was revoked, became invalid or expired.',
      type: 'counter',
      samples: [...this.#ended].map(([reason, value]) => ({ labels: { reason }, value })),
    };
  }
}
