/** The rules of a policy, each part with its place. */
import { type FieldPath, path } from '../../../api/field.ts';
import type {
  V1IPBlock,
  V1NetworkPolicyPeer,
  V1NetworkPolicyPort,
  V1NetworkPolicySpec,
} from '../../../schema/generated/types.ts';

interface Placed<T> {
  readonly value: T;
  readonly at: FieldPath;
}

export interface PlacedRule {
  readonly ports: readonly Placed<V1NetworkPolicyPort>[];
  readonly peers: readonly Placed<V1NetworkPolicyPeer>[];
}

export function rulesOf({ ingress = [], egress = [] }: V1NetworkPolicySpec): PlacedRule[] {
  const at = path('spec');
  return [
    ...ingress.map(({ ports, from }, i) => placeRule(ports, from, at.child('ingress').index(i), 'from')),
    ...egress.map(({ ports, to }, i) => placeRule(ports, to, at.child('egress').index(i), 'to')),
  ];
}

function placeRule(
  ports: readonly V1NetworkPolicyPort[] | undefined,
  peers: readonly V1NetworkPolicyPeer[] | undefined,
  at: FieldPath,
  peersField: 'from' | 'to',
): PlacedRule {
  return { ports: place(ports, at.child('ports')), peers: place(peers, at.child(peersField)) };
}

function place<T>(values: readonly T[] = [], at: FieldPath): Placed<T>[] {
  return values.map((value, position) => ({ value, at: at.index(position) }));
}

export function blocksOf(spec: V1NetworkPolicySpec): Placed<V1IPBlock>[] {
  const peers = rulesOf(spec).flatMap((rule) => rule.peers);
  return peers.flatMap(({ value: { ipBlock }, at }) => (ipBlock ? [{ value: ipBlock, at: at.child('ipBlock') }] : []));
}
