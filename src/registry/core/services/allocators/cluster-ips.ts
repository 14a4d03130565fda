import { type FieldError, invalidValue, path } from '../../../../api/field.ts';
import { internalError } from '../../../../api/status.ts';
import type { V1ServiceSpec } from '../../../../schema/generated/types.ts';
import { type Family, familyOf, isHeadless, needsClusterIp, ownClusterIps, type Service } from '../service.ts';
import { allocateOr, invalidService } from './errors.ts';
import { type ClusterFamilies, fillInFamilies, keepsPreferredFamilies } from './ip-families.ts';
import type { IpRanges } from './ip-ranges.ts';
import type { ServiceRange } from './service-ranges.ts';
import type { Transaction } from './transaction.ts';

/** Gives services their cluster IPs: one of each family that they have. */
export class ClusterIps {
  readonly #pools: ReadonlyMap<string, IpRanges>;
  readonly #families: ClusterFamilies;

  /** @param pools the first one's family is what services get that name none; at most one of each family */
  constructor(pools: readonly IpRanges[]) {
    const families = pools.map((pool) => pool.family);
    const [first, ...more] = families;
    if (!first || new Set(families).size < families.length) throw new RangeError('one service range an IP family');
    this.#families = [first, ...more];
    this.#pools = new Map(pools.map((pool) => [pool.family, pool]));
  }

  /** Ranges of other families are not for services. */
  use(ranges: readonly ServiceRange[]): void {
    const byFamily = Map.groupBy(ranges, ({ cidr }) => familyOf(cidr.slice(0, cidr.indexOf('/'))));
    for (const [family, pool] of this.#pools) pool.use(byFamily.get(family as Family) ?? []);
  }

  /** @throws StatusError */
  onCreate(service: Service, spec: V1ServiceSpec, transaction: Transaction): void {
    this.#fillIn(service, spec, undefined);
    this.#takeAll(service, spec, transaction);
  }

  /** @throws StatusError */
  onUpdate(service: Service, spec: V1ServiceSpec, old: V1ServiceSpec, transaction: Transaction): void {
    this.#fillIn(service, spec, old);
    if (keepsPreferredFamilies(spec, old)) return;
    if (!needsClusterIp(old)) this.#takeAll(service, spec, transaction);
    else if (isHeadless(old)) return;
    else if (!needsClusterIp(spec)) this.free(old, transaction);
    else this.#changeSecond(service, spec, old, transaction);
  }

  free(spec: V1ServiceSpec, transaction: Transaction): void {
    for (const ip of ownClusterIps(spec)) this.#freeOne(ip, transaction);
  }

  /** Takes what a stored service has, when the server starts. */
  restore(spec: V1ServiceSpec): void {
    for (const ip of ownClusterIps(spec)) {
      this.#pools.get(familyOf(ip) ?? '')?.restore(ip);
    }
  }

  #fillIn(service: Service, spec: V1ServiceSpec, old: V1ServiceSpec | undefined): void {
    const errors = fillInFamilies(spec, old, this.#families);
    if (errors.length > 0) throw invalidService(service, errors);
  }

  #takeAll(service: Service, spec: V1ServiceSpec, transaction: Transaction): void {
    if (!needsClusterIp(spec) || isHeadless(spec)) return;
    const asked = spec.clusterIPs ?? [];
    spec.clusterIPs = (spec.ipFamilies ?? []).map((family, position) =>
      this.#takeOne(service, family, asked, position, transaction),
    );
    spec.clusterIP = spec.clusterIPs[0];
  }

  #takeOne(
    service: Service,
    family: string,
    asked: readonly string[],
    position: number,
    transaction: Transaction,
  ): string {
    const pool = this.#pools.get(family)!;
    const ip = asked[position];
    if (!ip) {
      return allocateOr(
        () => transaction.takeNext(pool),
        (why) => internalError(`failed to allocate a serviceIP: ${why}`),
      );
    }
    allocateOr(
      () => transaction.take(pool, ip),
      (why) => invalidService(service, [refused(asked, `failed to allocate IP ${ip}: ${why}`)]),
    );
    return ip;
  }

  /** A second family is gained or lost; the first address stays. */
  #changeSecond(service: Service, spec: V1ServiceSpec, old: V1ServiceSpec, transaction: Transaction): void {
    const before = old.ipFamilies?.length ?? 0;
    const families = spec.ipFamilies ?? [];
    const asked = spec.clusterIPs ?? [];
    if (before === 1 && families.length === 2) {
      spec.clusterIPs = [asked[0]!, this.#takeOne(service, families[1]!, asked, 1, transaction)];
    } else if (before === 2 && families.length === 1 && old.clusterIPs?.[1]) {
      this.#freeOne(old.clusterIPs[1], transaction);
    }
  }

  #freeOne(ip: string, transaction: Transaction): void {
    const pool = this.#pools.get(familyOf(ip) ?? '');
    if (pool) transaction.freeOnCommit(pool, ip);
  }
}

function refused(asked: readonly string[], detail: string): FieldError {
  return invalidValue(path('spec', 'clusterIPs'), asked, detail);
}
