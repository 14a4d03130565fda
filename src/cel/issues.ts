/** What is wrong with an expression, said as cel-go says it. */

export interface Issue {
  /** Offset into the source in UTF-16 units, or -1 where the whole expression is meant. */
  readonly at: number;
  readonly message: string;
}

/** Every parser failure is one of these; nothing else leaves the parser. */
export class SyntaxIssues extends Error {
  readonly issues: readonly Issue[];

  constructor(issues: readonly Issue[]) {
    super(issues.map((issue) => issue.message).join('; '));
    this.issues = issues;
  }
}

export function syntaxIssue(at: number, message: string): SyntaxIssues {
  return new SyntaxIssues([{ at, message }]);
}

/** Threat: thousands of issues, each quoting a long line, would be a huge answer to a small request. */
const MAX_SHOWN = 100;
const MAX_QUOTED = 2000;

/** One block for each issue in order of position: `ERROR: <input>:1:5: …`, the line, and a mark under the column. */
export function formatIssues(source: string, issues: readonly Issue[]): string {
  const shown = [...issues].sort((a, b) => a.at - b.at).slice(0, MAX_SHOWN);
  const blocks = shown.map((issue) => formatIssue(source, issue));
  if (issues.length > MAX_SHOWN) blocks.push(`${issues.length - MAX_SHOWN} more errors were truncated`);
  return blocks.join('\n');
}

function formatIssue(source: string, { at, message }: Issue): string {
  if (at < 0) return `ERROR: <input>:-1:0: ${message}`;
  const before = source.slice(0, at).split('\n');
  const prefix = [...before.at(-1)!];
  const line = source.split('\n', before.length)[before.length - 1]!;
  const place = `ERROR: <input>:${before.length}:${prefix.length + 1}: ${message}`;
  const marked = String.fromCodePoint(source.codePointAt(at) ?? 0);
  const mark = prefix.map((character) => (isWide(character) ? '．' : '.')).join('') + (isWide(marked) ? '＾' : '^');
  return line.length > MAX_QUOTED ? place : `${place}\n | ${line.replaceAll('\t', ' ')}\n | ${mark}`;
}

/** Beyond ASCII, taken for as wide as two. */
function isWide(character: string): boolean {
  return character > '\x7f';
}
