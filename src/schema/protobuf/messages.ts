/** The messages of the built-in kinds, each parsed when it is first met. */
import { type MessageField, parseRow } from './field-table.ts';
import { MESSAGES } from './fields/index.ts';

export interface Message {
  /** The Go type's name: `PodSpec`. */
  readonly typeName: string;
  readonly fields: ReadonlyMap<number, MessageField>;
  /** @throws Error for a message that its package does not have: a mistake in the tables */
  embedded(typeName: string): Message;
}

const messages = new Map<string, Message>();

/**
 * @param definition as OpenAPI names it: `io.k8s.api.core.v1.PodSpec`
 * @throws Error for one that no table has: a mistake in the tables, never in a request
 */
export function messageOf(definition: string): Message {
  let message = messages.get(definition);
  if (!message) {
    message = readMessage(definition);
    messages.set(definition, message);
  }
  return message;
}

/** The fields whose zero JSON leaves out: those that Go holds by value and marks `omitempty`. Kinds without a message have none. */
export function zerosLeftOut(definition: string): ReadonlySet<string> {
  return new Set(rowOf(definition).row === undefined ? [] : omittedOf(messageOf(definition)));
}

function omittedOf(message: Message): string[] {
  return [...message.fields.values()].flatMap((field) => {
    if (field.kind === 'embedded') return omittedOf(message.embedded(field.message));
    return field.omitsZero ? [field.name] : [];
  });
}

function rowOf(definition: string): { inPackage: string; typeName: string; row: string | undefined } {
  const dot = definition.lastIndexOf('.');
  const inPackage = definition.slice(0, dot);
  const typeName = definition.slice(dot + 1);
  return { inPackage, typeName, row: MESSAGES[inPackage]?.[typeName] };
}

function readMessage(definition: string): Message {
  const { inPackage, typeName, row } = rowOf(definition);
  if (row === undefined) throw new Error(`there is no table of the protobuf fields of ${definition}`);
  return { typeName, fields: parseRow(row), embedded: (other) => messageOf(`${inPackage}.${other}`) };
}
