/** What is wrong with an expression, said as cel-go says it. */
import { codePointLength } from './values/text.ts';

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
  const lines = source.split('\n');
  const blocks: string[] = [];
  let line = 0;
  let start = 0;
  for (const issue of shown) {
    for (; start + lines[line]!.length < issue.at; line += 1) start += lines[line]!.length + 1;
    blocks.push(formatIssue(issue, line + 1, lines[line]!, issue.at - start));
  }
  if (issues.length > MAX_SHOWN) blocks.push(`${issues.length - MAX_SHOWN} more errors were truncated`);
  return blocks.join('\n');
}

/** @param offset of the issue in its line */
function formatIssue({ at, message }: Issue, number: number, line: string, offset: number): string {
  if (at < 0) return `ERROR: <input>:-1:0: ${message}`;
  const prefix = line.slice(0, offset);
  const place = `ERROR: <input>:${number}:${codePointLength(prefix) + 1}: ${message}`;
  if (line.length > MAX_QUOTED) return place;
  const marked = String.fromCodePoint(line.codePointAt(offset) ?? 0);
  const mark =
    [...prefix].map((character) => (isWide(character) ? '．' : '.')).join('') + (isWide(marked) ? '＾' : '^');
  return `${place}\n | ${line.replaceAll('\t', ' ')}\n | ${mark}`;
}

/** Beyond ASCII, taken for as wide as two. */
function isWide(character: string): boolean {
  return character > '\x7f';
}
