import type { FieldPath } from '../../../../api/field.ts';
import type { Meter } from '../../../../cel/eval/meter.ts';

/** Where a value stands, and what judging may take. */
export interface Place {
  /** Of the outermost value. */
  readonly at: FieldPath;
  /** From there on; empty for the outermost. */
  readonly name: string;
  /** Threat: a list of thousands by a schema of thousands of alternatives is small to send and long to judge. */
  readonly meter: Meter;
}

/** Threat: names may be as long as the request, and stand in what is told of everything inside. */
export function pathOf({ at, meter, name }: Place): FieldPath {
  meter.work(at.toString().length + name.length);
  return name === '' ? at : at.child(name.replace(/^\./, ''));
}

/** What most messages start with. */
export function subjectOf({ meter, name }: Place): string {
  meter.work(name.length);
  return `${name} in body`;
}
