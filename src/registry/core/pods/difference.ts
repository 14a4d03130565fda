/** How two values differ, for people: one line for each field that has gone (-) or come (+). */
import { isJsonObject } from '../../../api/object.ts';
import { deepEqual } from '../../../util/deep-equal.ts';

const MAX_LINES = 50;

export function difference(old: unknown, now: unknown): string {
  const lines = [...changes(old, now, '')];
  if (lines.length <= MAX_LINES) return lines.join('\n');
  return [...lines.slice(0, MAX_LINES), `  … and ${lines.length - MAX_LINES} more lines`].join('\n');
}

function* changes(old: unknown, now: unknown, at: string): Generator<string> {
  if (deepEqual(old, now)) return;
  if (Array.isArray(old) && Array.isArray(now)) {
    for (let position = 0; position < Math.max(old.length, now.length); position += 1) {
      yield* changes(old[position], now[position], `${at}[${position}]`);
    }
  } else if (isJsonObject(old) && isJsonObject(now)) {
    for (const key of new Set([...Object.keys(old), ...Object.keys(now)])) {
      yield* changes(own(old, key), own(now, key), at === '' ? key : `${at}.${key}`);
    }
  } else {
    if (old !== undefined) yield `- ${at}: ${show(old)}`;
    if (now !== undefined) yield `+ ${at}: ${show(now)}`;
  }
}

function own(object: Record<string, unknown>, key: string): unknown {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

function show(value: unknown): string {
  return JSON.stringify(value, (_key, inner) => (typeof inner === 'bigint' ? Number(inner) : inner));
}
