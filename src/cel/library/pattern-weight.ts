/**
 * How much work compiling a regular expression is, told from its text without compiling it. About one for each state that
 * it gets; what is dearer than that counts as many.
 * Threat: `(?i)[b-\x{1e900}]` is a short text and takes milliseconds, and a group that is repeated a thousand times has a
 * thousand times the states.
 */

/** Some ten thousand characters, or as many states: milliseconds. */
export const MAX_PATTERN_WEIGHT = 20_000;

const STATE = 1;
/** `\pL`: hundreds of ranges. */
const PROPERTY = 100;
/** A range beyond ASCII, every character of which is looked up in its other case. */
const FOLDED_RANGE = 4000;

const ATOM = /\\[pP](?:\{[^}]*\}|[A-Z])?|\\x\{[^}]*\}|\\[\s\S]|\[\^?\]?(?:\[:[^\]]*:\]|\\[\s\S]|[^\]\\])*\]?|[\s\S]/y;
const REPEAT = /\{(\d{1,4})(?:,(\d{0,4}))?\}/y;
const IGNORES_CASE = /\(\?[a-zA-Z]*i/;
const WIDE_RANGE = /-(?:[^\0-\x7f]|\\x\{)/;

/** @returns some number above the limit, where it is that much */
export function patternWeight(pattern: string): number {
  if (pattern.length > MAX_PATTERN_WEIGHT) return pattern.length;
  return new Weighing(pattern).weigh();
}

class Weighing {
  readonly #pattern: string;
  readonly #folds: boolean;
  /** What the classes take, however often they are repeated. */
  #classes = 0;

  constructor(pattern: string) {
    this.#pattern = pattern;
    this.#folds = IGNORES_CASE.test(pattern);
  }

  weigh(): number {
    /** States of the whole and of the groups that are open, outermost first. */
    const open = [0];
    let last = 0;
    for (let at = 0; at < this.#pattern.length; ) {
      const repeated = timesAt(this.#pattern, at);
      const atom = repeated?.text ?? matchAt(ATOM, this.#pattern, at)![0];
      at += atom.length;
      if (repeated) {
        open[open.length - 1]! += last * (repeated.times - 1);
        last *= repeated.times;
      } else if (atom === '(') {
        open.push(STATE);
      } else {
        last = atom === ')' && open.length > 1 ? open.pop()! : this.#weighAtom(atom);
        open[open.length - 1]! += last;
      }
    }
    return open.reduce((sum, states) => sum + states, this.#classes);
  }

  #weighAtom(atom: string): number {
    if (/^\\[pP]/.test(atom)) this.#classes += PROPERTY;
    if (atom.startsWith('[')) this.#weighClass(atom);
    return STATE;
  }

  #weighClass(atom: string): void {
    this.#classes += atom.length + PROPERTY * (atom.match(/\\[pP]/g)?.length ?? 0);
    if (this.#folds) this.#classes += FOLDED_RANGE * (atom.split(WIDE_RANGE).length - 1);
  }
}

/** `{n}`, `{n,}` or `{n,m}`. */
function timesAt(pattern: string, at: number): { readonly text: string; readonly times: number } | undefined {
  if (pattern[at] !== '{') return undefined;
  const match = matchAt(REPEAT, pattern, at);
  if (!match) return undefined;
  return { text: match[0], times: Math.max(Number(match[1]), Number(match[2] ?? 0), 1) };
}

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}
