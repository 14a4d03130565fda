/** The notation of the tables in `fields/`: which field of a protobuf message carries which field of a kind. */

/**
 * Messages by the name of their Go type. A row names a message's fields with their numbers:
 * - `name=1`: field 1 is `name` in JSON.
 * - `image?=2`: so is this one, and a zero value on the wire stands for its absence. Go writes every scalar that is no
 *   pointer, and leaves those marked `omitempty` out of JSON when they are zero. Without the mark a zero was meant:
 *   `replicas` of 0 is not a Deployment without `replicas`.
 * - `...VolumeSource=2`: field 2 is that message of the same package, and JSON has its fields among the object's own,
 *   as Go has them of an embedded struct.
 */
export type Messages = Readonly<Record<string, string>>;

export type MessageField =
  | { readonly kind: 'field'; readonly name: string; readonly omitsZero: boolean }
  | { readonly kind: 'embedded'; readonly message: string };

const FIELD = /^(?<name>[^?=]+)(?<omitsZero>\?)?=(?<number>\d+)$/;
const EMBEDDED = '...';

/** @throws Error for a row that is not in the notation: a mistake in this program, never in a request */
export function parseRow(row: string): ReadonlyMap<number, MessageField> {
  return new Map(row.trim().split(/\s+/).map(parseField));
}

function parseField(word: string): [number, MessageField] {
  const groups = FIELD.exec(word)?.groups;
  if (!groups) throw new Error(`a table of protobuf fields has a word that is no field: ${word}`);
  const name = groups.name!;
  const field: MessageField = name.startsWith(EMBEDDED)
    ? { kind: 'embedded', message: name.slice(EMBEDDED.length) }
    : { kind: 'field', name, omitsZero: groups.omitsZero !== undefined };
  return [Number(groups.number), field];
}
