/**
 * Which addresses are those of pods, and in which namespaces: kept up to date as pods and nodes come and go, so that a
 * question costs look-ups however many there are.
 */
import type { KubeObject } from '../../../api/object.ts';
import type { V1Node, V1Pod } from '../../../schema/generated/types.ts';
import { formatIp, type IpAddress, parseIp, parseIpBlock } from '../../../util/ip.ts';

const WIDTH = { 4: 32, 6: 128 } as const;

export class PodAddresses {
  readonly #pods = new Map<string, Pod>();
  readonly #nodes = new Map<string, readonly Range[]>();
  /** How many pods of each namespace have an address. */
  readonly #namespaces = new Map<string, Map<string, number>>();
  /** How many nodes have a range for their pods, by family and prefix length, then by the range. */
  readonly #ranges = new Map<string, Map<bigint, number>>();

  putPod(object: KubeObject): void {
    this.deletePod(object);
    const pod = { namespace: object.metadata.namespace!, addresses: addressesOf(object) };
    if (pod.addresses.length === 0) return;
    this.#pods.set(keyOf(object), pod);
    for (const address of pod.addresses) add(this.#namespaces, address, pod.namespace);
  }

  deletePod(object: KubeObject): void {
    const pod = this.#pods.get(keyOf(object));
    if (!pod) return;
    this.#pods.delete(keyOf(object));
    for (const address of pod.addresses) remove(this.#namespaces, address, pod.namespace);
  }

  putNode(object: KubeObject): void {
    this.deleteNode(object);
    const ranges = rangesOf(object);
    this.#nodes.set(keyOf(object), ranges);
    for (const { size, network } of ranges) add(this.#ranges, size, network);
  }

  deleteNode(object: KubeObject): void {
    for (const { size, network } of this.#nodes.get(keyOf(object)) ?? []) remove(this.#ranges, size, network);
    this.#nodes.delete(keyOf(object));
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
    for (const [size, networks] of this.#ranges) {
      const [of, length] = size.split('/');
      if (Number(of) === family && networks.has(bits >> BigInt(WIDTH[family] - Number(length)))) return true;
    }
    return false;
  }
}

interface Pod {
  readonly namespace: string;
  readonly addresses: readonly string[];
}

function keyOf({ metadata }: KubeObject): string {
  return `${metadata.namespace ?? ''}/${metadata.name}`;
}

/** Pods that have ended have given their addresses back. */
function addressesOf(object: KubeObject): string[] {
  const { podIP, podIPs = [], phase } = (object as V1Pod).status ?? {};
  if (phase === 'Succeeded' || phase === 'Failed') return [];
  const parsed = [podIP, ...podIPs.map(({ ip }) => ip)].map((text) => (text ? parseIp(text) : undefined));
  return [...new Set(parsed.flatMap((address) => (address ? formatIp(address) : [])))];
}

interface Range {
  /** Its family and prefix length. */
  readonly size: string;
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
    return [{ size: `${family}/${block.prefixLength}`, network }];
  });
}

function add<K>(table: Map<string, Map<K, number>>, key: string, value: K): void {
  const counts = table.get(key) ?? new Map<K, number>();
  table.set(key, counts.set(value, (counts.get(value) ?? 0) + 1));
}

function remove<K>(table: Map<string, Map<K, number>>, key: string, value: K): void {
  const counts = table.get(key)!;
  const left = counts.get(value)! - 1;
  if (left > 0) counts.set(value, left);
  else counts.delete(value);
  if (counts.size === 0) table.delete(key);
}
