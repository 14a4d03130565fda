/** The operations of JSON patches, as github.com/evanphx/json-patch v4 does them and says why it cannot. */
import { equalJson } from '../../util/json-value.ts';
import { cannotUnmarshal } from './cannot-unmarshal.ts';
import { addAt, MISSING, type Place, PlaceError, placeOf, removeAt, setAt, valueAt } from './container.ts';
import { isolate } from './isolate.ts';

/** One operation, as it comes: its members may be anything. */
export type RawOperation = Readonly<Record<string, unknown>>;

/** What is there is not what the patch says. */
export class TestFailed extends PlaceError {}

/** A copy of a value, counted. */
export type CopyValue = (value: unknown) => unknown;

/** @returns the document, changed in place, or another that stands for it @throws PlaceError */
type Perform = (document: unknown, operation: RawOperation, copy: CopyValue) => unknown;

/** Of what is there: replacing a key that an object does not have gives it the key. */
const OPERATIONS: ReadonlyMap<unknown, Perform> = new Map<string, Perform>([
  ['add', add],
  ['remove', remove],
  ['replace', replace],
  ['move', move],
  ['copy', copy],
  ['test', test],
]);

/** @param document without prototypes @throws PlaceError */
export function perform(document: unknown, operation: RawOperation, copyValue: CopyValue): unknown {
  const { op } = operation;
  const operate = OPERATIONS.get(op);
  if (!operate) throw new PlaceError(`Unexpected kind: ${typeof op === 'string' ? op : 'unknown'}`);
  return operate(document, operation, copyValue);
}

function add(document: unknown, operation: RawOperation): unknown {
  const path = pathOf(operation, 'add', MISSING);
  const place = placed(document, path, `add operation does not apply: doc is missing path: "${path}"`);
  within(`error in add for path: '${path}'`, () => addAt(place, valueIn(operation)));
  return document;
}

function remove(document: unknown, operation: RawOperation): unknown {
  const path = pathOf(operation, 'remove', MISSING);
  const place = placed(document, path, `remove operation does not apply: doc is missing path: "${path}"`);
  within(`error in remove for path: '${path}'`, () => removeAt(place));
  return document;
}

function replace(document: unknown, operation: RawOperation): unknown {
  const path = pathOf(operation, 'replace');
  if (path === '') return valueIn(operation);
  const place = placed(document, path, `replace operation does not apply: doc is missing path: ${path}`);
  try {
    valueAt(place);
  } catch {
    throw new PlaceError(`replace operation does not apply: doc is missing key: ${path}: ${MISSING}`);
  }
  setAt(place, valueIn(operation));
  return document;
}

function move(document: unknown, operation: RawOperation): unknown {
  const from = fromOf(operation, 'move');
  const source = placed(document, from, `move operation does not apply: doc is missing from path: ${from}`);
  const value = within(`error in move for path: '${source.key}'`, () => {
    const found = valueAt(source);
    removeAt(source);
    return found;
  });
  const path = pathOf(operation, 'move');
  const target = placed(document, path, `move operation does not apply: doc is missing destination path: ${path}`);
  within(`error in move for path: '${path}'`, () => addAt(target, value));
  return document;
}

function copy(document: unknown, operation: RawOperation, copyValue: CopyValue): unknown {
  const from = fromOf(operation, 'copy');
  const source = placed(document, from, `copy operation does not apply: doc is missing from path: ${from}`);
  const value = within(`error in copy for from: '${from}'`, () => valueAt(source) ?? null);
  const path = pathOf(operation, 'copy', MISSING);
  const target = placed(document, path, `copy operation does not apply: doc is missing destination path: ${path}`);
  const copied = copyValue(value);
  within('error while adding value during copy', () => addAt(target, copied));
  return document;
}

/** What is not there is null. */
function test(document: unknown, operation: RawOperation): unknown {
  const path = pathOf(operation, 'test');
  const value = path === '' ? document : tested(document, path);
  if (!equalJson(value, valueIn(operation))) throw new TestFailed(`testing value ${path} failed: test failed`);
  return document;
}

function tested(document: unknown, path: string): unknown {
  const place = placed(document, path, `test operation does not apply: is missing path: ${path}`);
  return within(`error in test for path: '${path}'`, () => valueAt(place) ?? null);
}

/** Apart from the patch, whose operations may share values. */
function valueIn({ value = null }: RawOperation): unknown {
  return isolate(value);
}

/** @param missing what is said where there is none */
function pathOf({ path }: RawOperation, op: string, missing?: string): string {
  if (typeof path === 'string') return path;
  throw new PlaceError(
    `${op} operation failed to decode path: ${missing ?? whyNoText(path, 'operation missing path field')}`,
  );
}

function fromOf({ from }: RawOperation, op: string): string {
  if (typeof from === 'string') return from;
  throw new PlaceError(`${op} operation failed to decode from: ${whyNoText(from, 'operation, missing from field')}`);
}

function whyNoText(member: unknown, absent: string): string {
  return member === undefined || member === null ? `${absent}: ${MISSING}` : cannotUnmarshal(member, 'string');
}

function placed(document: unknown, pointer: string, problem: string): Place {
  const place = placeOf(document, pointer);
  if (!place) throw new PlaceError(`${problem}: ${MISSING}`);
  return place;
}

function within<T>(problem: string, change: () => T): T {
  try {
    return change();
  } catch (error) {
    throw error instanceof PlaceError ? new PlaceError(`${problem}: ${error.message}`) : error;
  }
}
