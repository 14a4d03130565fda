/** Why an operation of a JSON patch cannot be done, in the words of github.com/evanphx/json-patch v4. Pure. */
import { goQuote } from '../../api/go-format.ts';
import { isJsonObject } from '../../api/object.ts';

const MISSING = 'missing value';

/** A place in a document: what holds it, and under which key. */
interface Place {
  readonly container: object;
  readonly key: string;
}

/** @param document as it is before the operation @param operation one that cannot be done to it, maybe malformed */
export function failureText(document: unknown, operation: unknown): string {
  const { op, path, from } = isJsonObject(operation) ? operation : {};
  if (typeof op !== 'string') return 'Unexpected kind: unknown';
  const describe = TEXTS.get(op);
  if (!describe) return `Unexpected kind: ${op}`;
  if (FROM.has(op) && typeof from !== 'string') {
    return `${op} operation failed to decode from: operation, missing from field: ${MISSING}`;
  }
  if (typeof path !== 'string') return `${op} operation failed to decode path: ${MISSING}`;
  return describe(document, path, from as string) ?? `${op} operation does not apply: ${goQuote(path)}`;
}

type Describe = (document: unknown, path: string, from: string) => string | undefined;

const FROM: ReadonlySet<string> = new Set(['move', 'copy']);
const TEXTS: ReadonlyMap<string, Describe> = new Map<string, Describe>([
  ['add', (document, path) => changing('add', document, path, additionProblem)],
  ['remove', (document, path) => changing('remove', document, path, removalProblem)],
  ['replace', replacing],
  ['test', testing],
  ['move', moving],
  ['copy', copying],
]);

function changing(op: string, document: unknown, path: string, problemOf: (place: Place) => string | undefined) {
  const place = placeOf(document, path);
  if (!place) return `${op} operation does not apply: doc is missing path: "${path}": ${MISSING}`;
  const problem = problemOf(place);
  return problem && `error in ${op} for path: '${path}': ${problem}`;
}

function replacing(document: unknown, path: string) {
  if (path === '') return undefined;
  const place = placeOf(document, path);
  if (!place) return `replace operation does not apply: doc is missing path: ${path}: ${MISSING}`;
  return removalProblem(place) && `replace operation does not apply: doc is missing key: ${path}: ${MISSING}`;
}

function testing(document: unknown, path: string) {
  const place = placeOf(document, path);
  if (path !== '' && !place) return `test operation does not apply: is missing path: ${path}: ${MISSING}`;
  const problem = place && Array.isArray(place.container) ? removalProblem(place) : undefined;
  return problem ? `error in test for path: '${path}': ${problem}` : `testing value ${path} failed: test failed`;
}

function moving(document: unknown, path: string, from: string) {
  const source = placeOf(document, from);
  if (!source) return `move operation does not apply: doc is missing from path: ${from}: ${MISSING}`;
  const problem = removalProblem(source);
  if (problem) return `error in move for path: '${source.key}': ${problem}`;
  // What is moved is taken away first: nothing is left to put it into.
  const target = path.startsWith(`${from}/`) ? undefined : placeOf(document, path);
  if (!target) return `move operation does not apply: doc is missing destination path: ${path}: ${MISSING}`;
  const refused = additionProblem(target);
  return refused && `error in move for path: '${path}': ${refused}`;
}

function copying(document: unknown, path: string, from: string) {
  const source = placeOf(document, from);
  if (!source) return `copy operation does not apply: doc is missing from path: ${from}: ${MISSING}`;
  const problem = removalProblem(source);
  if (problem) return `error in copy for from: '${from}': ${problem}`;
  const target = placeOf(document, path);
  if (!target) return `copy operation does not apply: doc is missing destination path: ${path}: ${MISSING}`;
  const refused = additionProblem(target);
  return refused && `error while adding value during copy: ${refused}`;
}

/** Threat: only what containers hold themselves is followed, never what they inherit. */
function placeOf(document: unknown, path: string): Place | undefined {
  const [, ...tokens] = path.split('/').map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'));
  const key = tokens.pop();
  let container = document;
  for (const token of tokens) {
    if (!isContainer(container) || !Object.hasOwn(container, token)) return undefined;
    container = (container as Record<string, unknown>)[token];
  }
  return key !== undefined && isContainer(container) ? { container, key } : undefined;
}

function isContainer(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

/** Why nothing is there to be taken. */
function removalProblem({ container, key }: Place): string | undefined {
  if (Array.isArray(container)) return notANumber(key) ?? beyond(key, container.length - 1);
  return Object.hasOwn(container, key) ? undefined : `Unable to remove nonexistent key: ${key}: ${MISSING}`;
}

function additionProblem({ container, key }: Place): string | undefined {
  if (!Array.isArray(container) || key === '-') return undefined;
  const problem = notANumber(key);
  return problem ? `value was not a proper array index: '${key}': ${problem}` : beyond(key, container.length);
}

function notANumber(key: string): string | undefined {
  return /^[+-]?\d+$/.test(key) ? undefined : `strconv.Atoi: parsing ${goQuote(key)}: invalid syntax`;
}

function beyond(key: string, last: number): string | undefined {
  const index = Number(key);
  if (index >= 0 && index <= last) return undefined;
  return `Unable to access invalid index: ${index}: invalid index referenced`;
}
