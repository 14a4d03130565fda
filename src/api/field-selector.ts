/** Field selectors: `metadata.name=a,status.phase!=Running` (k8s.io/apimachinery/pkg/fields). */

export interface FieldRequirement {
  readonly field: string;
  readonly equal: boolean;
  readonly value: string;
}

export class FieldSelectorError extends Error {
  override readonly name = 'FieldSelectorError';
}

/** @throws FieldSelectorError in upstream's words */
export function parseFieldSelector(text: string): FieldRequirement[] {
  return splitTerms(text)
    .filter((term) => term !== '')
    .map(parseTerm);
}

/** At commas that no backslash escapes. */
function splitTerms(text: string): string[] {
  return text === '' ? [] : text.split(/(?<=(?:^|[^\\])(?:\\\\)*),/).map((term) => term.replace(/,$/, ''));
}

function parseTerm(term: string): FieldRequirement {
  const match = /^([^=!]*)(!=|==|=)([\s\S]*)$/.exec(term);
  if (!match) throw new FieldSelectorError(`invalid selector: '${term}'; can't understand '${term}'`);
  return { field: match[1]!, equal: match[2] !== '!=', value: unescaped(match[3]!) };
}

function unescaped(value: string): string {
  return value.replace(/\\([\s\S]?)|[,=]/gu, (found, escaped: string | undefined) => {
    if (escaped === undefined) throw invalidSelector(`unescaped character in value: ${found.codePointAt(0)}`);
    if (escaped === '' || !'\\,='.includes(escaped)) throw invalidSelector(`invalid escape sequence: ${found}`);
    return escaped;
  });
}

function invalidSelector(why: string): FieldSelectorError {
  return new FieldSelectorError(`invalid field selector: ${why}`);
}
