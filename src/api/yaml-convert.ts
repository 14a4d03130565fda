/** YAML text into JSON, as the YAML library of Kubernetes converts it: the first document, keys sorted. */
import {
  type Alias,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  parseDocument,
  type Scalar,
  type YAMLError,
  type YAMLMap,
} from 'yaml';
import { setOwn } from '../util/json-value.ts';
import { MAX_JSON_DEPTH } from './json.ts';
import type { Json, JsonObject } from './object.ts';
import { notYaml } from './yaml-error.ts';
import { NotFiniteError, plainScalar } from './yaml-scalars.ts';

export interface YamlDocument {
  readonly value: Json;
  /** What is wrong with it only to a strict reader, for `repeatedKeysError`: `line 3: key "a" already set in map`. */
  readonly duplicates: readonly string[];
}

/** Threat: an alias costs a few bytes and stands for any amount (CVE-2019-11253). Nodes and characters, after expansion. */
const MAX_ALIASED = 3 * 1024 * 1024;
const NODE_COST = 16;

/** `failsafe`, no known tags: every scalar stays a string, and what it stands for is ours to say. */
const OPTIONS = {
  schema: 'failsafe',
  resolveKnownTags: false,
  uniqueKeys: false,
  prettyErrors: false,
  logLevel: 'silent',
} as const;

/** @throws YamlError */
export function convertYaml(text: string): YamlDocument {
  const lines = new LineCounter();
  try {
    const document = parseDocument(text, { ...OPTIONS, lineCounter: lines });
    const fault = document.errors.find((error) => error.code !== 'MULTIPLE_DOCS');
    if (fault) throw notYaml(describe(fault, lines));
    const converter = new Converter(lines);
    return { value: converter.convert(document.contents, 0), duplicates: converter.repeated };
  } catch (error) {
    if (error instanceof RangeError) throw notYaml(TOO_DEEP);
    throw error instanceof NotFiniteError ? notYaml(error.message) : error;
  }
}

/** The parser recurses, and tells of a full stack as of an error in the text. */
function describe(fault: YAMLError, lines: LineCounter): string {
  if (fault.message.startsWith('Maximum call stack size exceeded')) return TOO_DEEP;
  return `yaml: line ${lines.linePos(fault.pos[0]).line}: ${fault.message}`;
}

const TOO_DEEP = 'yaml: exceeded max depth';

class Converter {
  readonly #lines: LineCounter;
  readonly #anchors = new Map<string, unknown>();
  /** The nodes that aliases on the way to the present one stand for. */
  readonly #expanding = new Set<unknown>();
  readonly repeated: string[] = [];
  #aliased = 0;

  constructor(lines: LineCounter) {
    this.#lines = lines;
  }

  convert(node: unknown, depth: number): Json {
    if (depth > MAX_JSON_DEPTH) throw notYaml(TOO_DEEP);
    if (isAlias(node)) return this.#convertAlias(node, depth);
    this.#remember(node);
    if (isMap(node)) return this.#convertMap(node, depth);
    if (isSeq(node)) return node.items.map((item) => this.convert(item, depth + 1));
    return isScalar(node) ? this.#convertScalar(node) : null;
  }

  #remember(node: unknown): void {
    const anchor = (node as { anchor?: string } | null)?.anchor;
    if (anchor) this.#anchors.set(anchor, node);
    if (this.#expanding.size > 0) this.#spend(NODE_COST);
  }

  #spend(cost: number): void {
    this.#aliased += cost;
    if (this.#aliased > MAX_ALIASED) throw notYaml('yaml: document contains excessive aliasing');
  }

  #convertAlias(alias: Alias, depth: number): Json {
    const target = this.#targetOf(alias);
    this.#expanding.add(target);
    const value = this.convert(target, depth + 1);
    this.#expanding.delete(target);
    return value;
  }

  #targetOf(alias: Alias): unknown {
    const target = this.#anchors.get(alias.source);
    if (target === undefined) throw notYaml(`yaml: unknown anchor '${alias.source}' referenced`);
    if (this.#expanding.has(target)) throw notYaml(`yaml: anchor '${alias.source}' value contains itself`);
    return target;
  }

  #convertScalar(node: Scalar): Json {
    const text = typeof node.value === 'string' ? node.value : '';
    if (this.#expanding.size > 0) this.#spend(text.length);
    if (node.tag === BINARY_TAG) return Buffer.from(text, 'base64').toString('utf8');
    const isPlain = node.type === 'PLAIN' || node.type === undefined || RESOLVED_TAGS.has(node.tag ?? '');
    return isPlain && node.tag !== STRING_TAG ? plainScalar(text) : text;
  }

  #convertMap(node: YAMLMap, depth: number): JsonObject {
    const entries = new Map<string, Json>();
    const merged: JsonObject[] = [];
    for (const { key, value } of node.items) {
      if (isMergeKey(key)) merged.push(...this.#convertMerge(value, depth));
      else this.#convertEntry(key, value, depth, entries);
    }
    for (const source of merged) {
      for (const key of Object.keys(source)) if (!entries.has(key)) entries.set(key, source[key]);
    }
    return sortedObject(entries);
  }

  #convertEntry(key: unknown, value: unknown, depth: number, entries: Map<string, Json>): void {
    const name = this.#keyOf(key, depth);
    if (entries.has(name))
      this.repeated.push(`line ${this.#lineOf(key)}: key ${JSON.stringify(name)} already set in map`);
    entries.set(name, this.convert(value, depth + 1));
  }

  #keyOf(key: unknown, depth: number): string {
    const value = this.convert(key, depth + 1);
    if (typeof value === 'object') throw notYaml('unsupported map key: only strings, numbers and booleans are keys');
    return String(value);
  }

  #lineOf(node: unknown): number {
    const range = (node as { range?: [number, number, number] } | null)?.range;
    return range ? this.#lines.linePos(range[0]).line : 0;
  }

  /** `<<: *base` or `<<: [*a, *b]`: the first that has a key gives it. */
  #convertMerge(node: unknown, depth: number): JsonObject[] {
    const value = this.convert(node, depth + 1);
    const sources = Array.isArray(value) ? value : [value];
    for (const source of sources) {
      if (typeof source !== 'object' || source === null)
        throw notYaml('yaml: map merge requires map or sequence of maps as the value');
    }
    return sources as JsonObject[];
  }
}

const STRING_TAG = 'tag:yaml.org,2002:str';
const BINARY_TAG = 'tag:yaml.org,2002:binary';
/** They make even a quoted scalar what it spells. */
const RESOLVED_TAGS = new Set(['bool', 'int', 'float', 'null'].map((name) => `tag:yaml.org,2002:${name}`));

function isMergeKey(key: unknown): boolean {
  return isScalar(key) && key.value === '<<' && key.type === 'PLAIN';
}

function sortedObject(entries: ReadonlyMap<string, Json>): JsonObject {
  const object: JsonObject = {};
  for (const key of [...entries.keys()].sort()) setOwn(object, key, entries.get(key));
  return object;
}
