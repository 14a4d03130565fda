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
const MAX_QUOTED_TOGETHER = 20_000;

/** One block for each issue in order of position: `ERROR: <input>:1:5: …`, the line, and a mark under the column. */
export function formatIssues(source: string, issues: readonly Issue[]): string {
  const shown = [...issues].sort((a, b) => a.at - b.at).slice(0, MAX_SHOWN);
  const lines = source.split('\n');
  const blocks: string[] = [];
  let line = 0;
  let start = 0;
  let quoted = 0;
  for (const { at, message } of shown) {
    for (; start + lines[line]!.length < at; line += 1) start += lines[line]!.length + 1;
    const text = lines[line]!;
    blocks.push(`ERROR: <input>:${at < 0 ? '-1:0' : placeOf(line, text, at - start)}: ${message}`);
    if (at < 0 || text.length > MAX_QUOTED || quoted + text.length > MAX_QUOTED_TOGETHER) continue;
    quoted += text.length;
    blocks.push(quote(text, at - start));
  }
  if (issues.length > MAX_SHOWN) blocks.push(`${issues.length - MAX_SHOWN} more errors were truncated`);
  return blocks.join('\n');
}

/** @param offset of the issue in its line */
function placeOf(line: number, text: string, offset: number): string {
  return `${line + 1}:${codePointLength(text.slice(0, offset)) + 1}`;
}

function quote(text: string, offset: number): string {
  const marked = String.fromCodePoint(text.codePointAt(offset) ?? 0);
  const dots = [...text.slice(0, offset)].map((character) => (isWide(character) ? '．' : '.')).join('');
  return ` | ${text.replaceAll('\t', ' ')}\n | ${dots}${isWide(marked) ? '＾' : '^'}`;
}

/** Beyond ASCII, taken for as wide as two. */
function isWide(character: string): boolean {
  return character > '\x7f';
}
