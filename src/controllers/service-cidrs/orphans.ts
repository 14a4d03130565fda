import type { KubeObject } from '../../api/object.ts';
import { blockContains, type IpAddress, type IpBlock, parseIp, parseIpBlock } from '../../util/ip.ts';

/**
 * The first of the addresses that would be in no range any more without this ServiceCIDR.
 * @param all every ServiceCIDR; those that go themselves hold nothing
 * @param addresses names of IPAddress objects
 */
export function firstOrphan(
  leaving: KubeObject,
  all: readonly KubeObject[],
  addresses: Iterable<string>,
): string | undefined {
  const own = blocksOf(leaving);
  const others = all.filter(({ metadata }) => metadata.deletionTimestamp === undefined).flatMap(blocksOf);
  for (const name of addresses) {
    const address = parseIp(name);
    if (address && isIn(own, address) && !isIn(others, address)) return name;
  }
  return undefined;
}

function blocksOf({ spec }: KubeObject): IpBlock[] {
  const cidrs: readonly string[] = spec?.cidrs ?? [];
  return cidrs.map(parseIpBlock).filter((block) => block !== undefined);
}

function isIn(blocks: readonly IpBlock[], address: IpAddress): boolean {
  return blocks.some((block) => blockContains(block, address));
}
