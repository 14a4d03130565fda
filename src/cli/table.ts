/** Columns as wide as their widest cell, three blanks apart. */
export function table(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  const line = (row: readonly string[]) => row.map((cell, column) => cell.padEnd(widths[column]!)).join('   ');
  return rows.map((row) => `${line(row).trimEnd()}\n`).join('');
}

export type Output = 'json' | 'yaml' | undefined;

/** @param readable what is printed where no format is asked for */
export async function formatted(value: unknown, output: Output, readable: () => string): Promise<string> {
  if (output === 'json') return `${JSON.stringify(value, null, 2)}\n`;
  if (output === 'yaml') return (await import('yaml')).stringify(value);
  return readable();
}
