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

  /** @param cidr however small: a range may have no address to give */
  constructor(cidr: string, random: Random) {
    const block = parseIpBlock(cidr)!;
    this.#block = block;
    this.family = block.address.family === 4 ? 'IPv4' : 'IPv6';
    this.#first = block.first + 1n;
    this.#last = this.family === 'IPv4' ? block.last - 1n : block.last;
    const wholeRange = block.last - block.first + 1n;
    const band = bandOf(wholeRange, { least: 16n, most: 256n, share: 16n });
    const size = this.#last - this.#first + 1n;
    this.#pool = new Pool(size < 0n ? 0n : size, band, random);
  }

  contains(ip: string): boolean {
    return this.#offsetOf(ip) !== undefined;
  }

  /** @throws AllocationError */
  take(ip: string): void {
    const offset = this.#offsetOf(ip);
    if (offset === undefined) throw new AllocationError('the provided network does not match the current range');
    if (!this.#pool.take(offset)) throw new AllocationError('provided IP is already allocated');
  }

  /** @returns undefined when the range is full */
  takeNext(): string | undefined {
    const offset = this.#pool.takeNext();
    return offset === undefined
      ? undefined
      : formatIp({ family: this.#block.address.family, bits: this.#first + offset });
  }

  /** An address of another range is not an error: the range may have been another when the service was made. */
  free(ip: string): void {
    const offset = this.#offsetOf(ip);
    if (offset !== undefined) this.#pool.free(offset);
  }

  /** @returns undefined for an address that is not to be given */
  #offsetOf(ip: string): bigint | undefined {
    const address = parseIp(ip);
    if (!address || !blockContains(this.#block, address)) return undefined;
    const isGiven = address.bits >= this.#first && address.bits <= this.#last;
    return isGiven ? address.bits - this.#first : undefined;
  }
}
