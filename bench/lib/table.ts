/** Rows as aligned columns: the first to the left, numbers to the right. */
export function formatTable(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = header.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]!.length)));
  const line = (cells: readonly string[]) =>
    cells.map((cell, column) => (column === 0 ? cell.padEnd(widths[0]!) : cell.padStart(widths[column]!))).join('  ');
  return [line(header), ...rows.map(line)].map((text) => text.trimEnd()).join('\n');
}

export function count(value: number): string {
  return Math.round(value).toLocaleString('en');
}

export function rate(value: number): string {
  return `${value < 100 ? value.toFixed(1) : count(value)}/s`;
}

export function milliseconds(value: number): string {
  return `${value < 10 ? value.toFixed(2) : value.toFixed(value < 100 ? 1 : 0)} ms`;
}

export function mebibytes(bytes: number): string {
  return `${(bytes / 2 ** 20).toFixed(0)} MiB`;
}

export function share(value: number): string {
  return `${Math.round(value * 100)} %`;
}
