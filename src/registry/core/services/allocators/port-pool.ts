import { AllocationError, bandOf, Pool, type Random } from './pool.ts';

export interface PortRange {
  readonly first: number;
  readonly last: number;
}

/** Ports that every node keeps for services. A port is taken for all protocols at once. */
export class PortPool {
  readonly #range: PortRange;
  readonly #pool: Pool;

  constructor(range: PortRange, random: Random) {
    const size = BigInt(range.last - range.first + 1);
    this.#range = range;
    this.#pool = new Pool(size, bandOf(size, { least: 16n, most: 128n, share: 32n }), random);
  }

  /** @throws AllocationError */
  take(port: number): void {
    const { first, last } = this.#range;
    if (port < first || port > last) {
      const range = `The range of valid ports is ${first}-${last}`;
      throw new AllocationError(`provided port is not in the valid range. ${range}`);
    }
    if (!this.#pool.take(BigInt(port - first))) throw new AllocationError('provided port is already allocated');
  }

  /** @throws AllocationError */
  takeNext(): number {
    const offset = this.#pool.takeNext();
    if (offset === undefined) throw new AllocationError('range is full');
    return this.#range.first + Number(offset);
  }

  free(port: number): void {
    this.#pool.free(BigInt(port - this.#range.first));
  }
}
