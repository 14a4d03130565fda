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

function readMessage(definition: string): Message {
  const dot = definition.lastIndexOf('.');
  const inPackage = definition.slice(0, dot);
  const typeName = definition.slice(dot + 1);
  const row = MESSAGES[inPackage]?.[typeName];
  if (row === undefined) throw new Error(`there is no table of the protobuf fields of ${definition}`);
  return { typeName, fields: parseRow(row), embedded: (other) => messageOf(`${inPackage}.${other}`) };
}
