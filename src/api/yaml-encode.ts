/** YAML out: keys sorted, no aliases, no folding, lists not indented, as sigs.k8s.io/yaml writes it. */
import { yamlBlock, yamlLine } from './yaml-text.ts';

/** @param value of JSON, with bigints */
export function encodeYaml(value: unknown): string {
  const out: string[] = [];
  if (isFilledList(value)) writeList(value, '', out);
  else if (isFilledMap(value)) writeMap(value, '', out);
  else out.push(`${scalar(value, STEP)}\n`);
  return out.join('');
}

const STEP = '  ';
/** Readers look no further for the colon of a key. */
const LONGEST_KEY = 1000;

/** A map with something in it: members that are undefined do not count. */
function isFilledMap(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  for (const key in value) if ((value as Record<string, unknown>)[key] !== undefined) return true;
  return false;
}

function isFilledList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value) && value.length > 0;
}

/** What stands before the first line stands there already. */
function writeMap(map: Record<string, unknown>, indent: string, out: string[]): void {
  let before = '';
  for (const key of Object.keys(map).sort()) {
    const value = map[key];
    if (value === undefined) continue;
    const line = yamlLine(key);
    out.push(before, line.length > LONGEST_KEY ? `? ${line}\n${indent}:` : `${line}:`);
    writeMember(value, indent, out);
    before = indent;
  }
}

function writeMember(value: unknown, indent: string, out: string[]): void {
  if (isFilledList(value)) {
    out.push('\n', indent);
    writeList(value, indent, out);
  } else if (isFilledMap(value)) {
    out.push('\n', indent, STEP);
    writeMap(value, indent + STEP, out);
  } else {
    out.push(' ', scalar(value, indent + STEP), '\n');
  }
}

function writeList(list: readonly unknown[], indent: string, out: string[]): void {
  let before = '- ';
  for (const item of list) {
    out.push(before);
    if (isFilledList(item)) writeList(item, indent + STEP, out);
    else if (isFilledMap(item)) writeMap(item, indent + STEP, out);
    else out.push(scalar(item, indent + STEP), '\n');
    before = `${indent}- `;
  }
}

/** Everything that is neither a list nor a map with something in it. @param indent of further lines */
function scalar(value: unknown, indent: string): string {
  if (typeof value === 'string') return yamlBlock(value, indent) ?? yamlLine(value);
  if (typeof value === 'object' && value !== null) return Array.isArray(value) ? '[]' : '{}';
  return String(value ?? null);
}
