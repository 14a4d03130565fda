import { formatIp, parseIp } from '../../../../util/ip.ts';
import type { Family } from '../service.ts';
import { hold } from './errors.ts';
import { IpPool } from './ip-pool.ts';
import { AllocationError, type Random } from './pool.ts';
import type { ServiceRange } from './service-ranges.ts';

interface Range {
  readonly cidr: string;
  readonly isReady: boolean;
  readonly pool: IpPool;
}

/**
 * The cluster IPs of one IP family. Ranges come and go, and may overlap; services keep their addresses, whichever range
 * they are of, and no address is ever given twice.
 */
export class IpRanges {
  readonly family: Family;
  readonly #random: Random;
  readonly #isForeign: (ip: string) => boolean;
  /** In canonical form. */
  readonly #taken = new Set<string>();
  #ranges: readonly Range[] = [];

  /** @param isForeign an IPAddress of this name is somebody else's */
  constructor(family: Family, random: Random, isForeign: (ip: string) => boolean) {
    this.family = family;
    this.#random = random;
    this.#isForeign = isForeign;
  }

  /** New addresses come from those of these ranges that are ready, in this order. */
  use(ranges: readonly ServiceRange[]): void {
    const known = new Map(this.#ranges.map(({ cidr, pool }) => [cidr, pool]));
    this.#ranges = ranges.map(({ cidr, isReady }) => ({ cidr, isReady, pool: known.get(cidr) ?? this.#open(cidr) }));
  }

  /** @throws AllocationError */
  take(ip: string): void {
    const home = this.#ranges.find(({ isReady, pool }) => isReady && pool.contains(ip));
    if (!home) throw new AllocationError('the provided network does not match the current range');
    if (this.#isForeign(canonical(ip))) throw new AllocationError('provided IP is already allocated');
    home.pool.take(ip);
    this.#mark(ip, home.pool);
  }

  /** @throws AllocationError */
  takeNext(): string {
    for (const { isReady, pool } of this.#ranges) {
      const ip = isReady ? this.#nextOf(pool) : undefined;
      if (ip === undefined) continue;
      this.#mark(ip, pool);
      return ip;
    }
    throw new AllocationError('range is full');
  }

  /** Takes what a service has, where it is in no range too. */
  restore(ip: string): void {
    this.#mark(ip, undefined);
  }

  free(ip: string): void {
    this.#taken.delete(canonical(ip));
    for (const { pool } of this.#ranges) pool.free(ip);
  }

  #open(cidr: string): IpPool {
    const pool = new IpPool(cidr, this.#random);
    for (const ip of this.#taken) hold(pool, ip);
    return pool;
  }

  /** @returns undefined when there is none */
  #nextOf(pool: IpPool): string | undefined {
    const foreign: string[] = [];
    let ip = pool.takeNext();
    while (ip !== undefined && this.#isForeign(ip)) {
      foreign.push(ip);
      ip = pool.takeNext();
    }
    for (const each of foreign) pool.free(each);
    return ip;
  }

  #mark(ip: string, home: IpPool | undefined): void {
    this.#taken.add(canonical(ip));
    for (const { pool } of this.#ranges) if (pool !== home) hold(pool, ip);
  }
}

function canonical(ip: string): string {
  const address = parseIp(ip);
  return address ? formatIp(address) : ip;
}
