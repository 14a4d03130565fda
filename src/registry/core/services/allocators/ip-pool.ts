import { blockContains, formatIp, type IpBlock, parseIp, parseIpBlock } from '../../../../util/ip.ts';
import type { Family } from '../service.ts';
import { AllocationError, bandOf, Pool, type Random } from './pool.ts';

/** The cluster IPs of one range. The network's own address is never given out, nor is an IPv4 broadcast address. */
export class IpPool {
  readonly family: Family;
  readonly #block: IpBlock;
  readonly #first: bigint;
  readonly #last: bigint;
  readonly #pool: Pool;

  /** @throws RangeError when `cidr` is not a range that services can have */
  constructor(cidr: string, random: Random) {
    const block = parseIpBlock(cidr);
    if (!block || block.last - block.first < 7n) throw new RangeError(`not a range of at least 8 addresses: ${cidr}`);
    this.#block = block;
    this.family = block.address.family === 4 ? 'IPv4' : 'IPv6';
    this.#first = block.first + 1n;
    this.#last = this.family === 'IPv4' ? block.last - 1n : block.last;
    const wholeRange = block.last - block.first + 1n;
    const band = bandOf(wholeRange, { least: 16n, most: 256n, share: 16n });
    this.#pool = new Pool(this.#last - this.#first + 1n, band, random);
  }

  /** @throws AllocationError */
  take(ip: string): void {
    const address = parseIp(ip);
    const inRange = address && blockContains(this.#block, address);
    if (!inRange || address.bits < this.#first || address.bits > this.#last) {
      throw new AllocationError('the provided network does not match the current range');
    }
    if (!this.#pool.take(address.bits - this.#first)) throw new AllocationError('provided IP is already allocated');
  }

  /** @throws AllocationError */
  takeNext(): string {
    const offset = this.#pool.takeNext();
    if (offset === undefined) throw new AllocationError('range is full');
    return formatIp({ family: this.#block.address.family, bits: this.#first + offset });
  }

  /** An address of another range is not an error: the range may have been another when the service was made. */
  free(ip: string): void {
    const address = parseIp(ip);
    if (address && blockContains(this.#block, address)) this.#pool.free(address.bits - this.#first);
  }
}
