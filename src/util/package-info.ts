import { readFileSync } from 'node:fs';

/** What the package says of itself; sources and `dist` lie equally deep under it. */
export function packageVersion(): string {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}
