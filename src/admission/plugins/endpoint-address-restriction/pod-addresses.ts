/**
 * Which addresses are those of pods, and in which namespaces: kept up to date as pods and nodes come and go, so that a
 * question costs look-ups however many there are.
 */
import type { KubeObject } from '../../../api/object.ts';
import type { V1Node, V1Pod } from '../../../schema/generated/types.ts';
import { formatIp, type IpAddress, parseIp, parseIpBlock } from '../../../util/ip.ts';

const WIDTH = { 4: 32, 6: 128 } as const;

export class PodAddresses {
  /** How many pods of each namespace have an address. */
  readonly #namespaces = new Map<string, Map<string, number>>();
  /** How many nodes have a range for their pods, by family and prefix length, then by the range. */
  readonly #ranges = new Map<string, Map<bigint, number>>();

  /** @param before the pod as it was, @param now as it is; undefined: it is not there */
  updatePod(before: KubeObject | undefined, now: KubeObject | undefined): void {
    for (const address of before ? addressesOf(before) : []) {
      count(inside(this.#namespaces, address), before!.metadata.namespace!, -1);
    }
    for (const address of now ? addressesOf(now) : []) {
      count(inside(this.#namespaces, address), now!.metadata.namespace!, 1);
    }
    for (const address of before ? addressesOf(before) : []) prune(this.#namespaces, address);
  }

  updateNode(before: KubeObject | undefined, now: KubeObject | undefined): void {
    for (const { key, network } of before ? rangesOf(before) : []) {
      count(inside(this.#ranges, key), network, -1);
      prune(this.#ranges, key);
    }
    for (const { key, network } of now ? rangesOf(now) : []) count(inside(this.#ranges, key), network, 1);
  }

  /** Whether it is for pods, and none of the namespace has it. */
  isForeign(text: string, namespace: string): boolean {
    const address = parseIp(text);
    if (!address) return false;
    const namespaces = this.#namespaces.get(formatIp(address));
    // Threat: addresses that no pod has yet, so that whatever pod comes to have them is reached.
    return namespaces ? !namespaces.has(namespace) : this.#isInRange(address);
  }

  #isInRange({ family, bits }: IpAddress): boolean {
    for (const [key, networks] of this.#ranges) {
      const [of, length] = key.split('/');
      if (Number(of) === family && networks.has(bits >> BigInt(WIDTH[family] - Number(length)))) return true;
    }
    return false;
  }
}

/** Pods that have ended have given their addresses back. */
function addressesOf(object: KubeObject): Set<string> {
  const { podIP, podIPs = [], phase } = (object as V1Pod).status ?? {};
  if (phase === 'Succeeded' || phase === 'Failed') return new Set();
  const parsed = [podIP, ...podIPs.map(({ ip }) => ip)].map((text) => (text ? parseIp(text) : undefined));
  return new Set(parsed.flatMap((address) => (address ? formatIp(address) : [])));
}

interface Range {
  readonly key: string;
  /** The leading bits. */
  readonly network: bigint;
}

function rangesOf(object: KubeObject): Range[] {
  const { podCIDR, podCIDRs = [] } = (object as V1Node).spec ?? {};
  return [...new Set([podCIDR, ...podCIDRs])].flatMap((text) => {
    const block = text === undefined ? undefined : parseIpBlock(text);
    if (!block) return [];
    const { family } = block.address;
    const network = block.first >> BigInt(WIDTH[family] - block.prefixLength);
    return [{ key: `${family}/${block.prefixLength}`, network }];
  });
}

function inside<K, V>(table: Map<string, Map<K, V>>, key: string): Map<K, V> {
  const found = table.get(key) ?? new Map<K, V>();
  table.set(key, found);
  return found;
}

function count<K>(counts: Map<K, number>, key: K, by: number): void {
  const left = (counts.get(key) ?? 0) + by;
  if (left > 0) counts.set(key, left);
  else counts.delete(key);
}

function prune<K, V>(table: Map<string, Map<K, V>>, key: string): void {
  if (table.get(key)?.size === 0) table.delete(key);
}
