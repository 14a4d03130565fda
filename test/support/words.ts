/** Splits a command line as a shell would: at spaces, save within single or double quotes. Nothing is expanded. */
export function words(line: string): string[] {
  const found = line.trim().match(/(?:'[^']*'|"[^"]*"|[^\s'"]+)+/g) ?? [];
  return found.map((word) => word.replace(/'([^']*)'|"([^"]*)"/g, '$1$2'));
}
