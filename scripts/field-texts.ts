/**
 * What `kubernetes-types` says of kinds and their fields. It is made from the document that the typed models are made
 * from, of an earlier version of Kubernetes, and keeps what these lose: the texts of fields whose type is a struct, and
 * where lines end.
 */
import { globSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

const COMMENT = String.raw`\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\n`;
const INTERFACE = new RegExp(String.raw`^(?:${COMMENT})?export interface (\w+) \{\n([\s\S]*?)^\}`, 'gm');
const FIELD = new RegExp(String.raw`${COMMENT} {4}(?:readonly )?"?([\w$-]+)"?\??: `, 'g');

/** Its types have kept their names, and mean other things now. */
const REWRITTEN = 'resource';

export interface EarlierTexts {
  /** Of a model: `V1PodSpec`. Undefined: nothing is said. */
  ofModel(model: string): string | undefined;
  /** Of a field of a model: `V1PodSpec`, `affinity`. */
  ofField(model: string, field: string): string | undefined;
}

export function readEarlierTexts(directory: string): EarlierTexts {
  const texts = new Map<string, string>();
  for (const file of globSync('*/v*.d.ts', { cwd: directory }).sort()) {
    if (dirname(file) === REWRITTEN) continue;
    const version = capitalized(basename(file, '.d.ts'));
    const group = capitalized(dirname(file));
    for (const [, comment, name, body] of readFileSync(join(directory, file), 'utf8').matchAll(INTERFACE)) {
      // Models are called after the group only where two groups have one of the same name.
      for (const model of [version + name, group + version + name, name!]) {
        if (comment) texts.set(model, linesOf(comment));
        for (const [, text, field] of body!.matchAll(FIELD)) texts.set(`${model}.${field}`, linesOf(text!));
      }
    }
  }
  // What has become stable since was there as alpha or beta.
  const find = (model: string, path: string) => texts.get(model + path) ?? texts.get(model.replace(VERSION, '') + path);
  return { ofModel: (model) => find(model, ''), ofField: (model, field) => find(model, `.${field}`) };
}

/**
 * A text with the line ends that it had earlier, wherever two words still follow each other.
 * @param text where each line end and each tab has become a space
 */
export function laidOut(text: string, earlier: string | undefined): string {
  if (!earlier || !/[\n\t]/.test(earlier)) return text;
  const [words, then] = [wordsOf(text), wordsOf(earlier)];
  const at = alignment(words, then);
  return words
    .map(({ gap, word }, index) => {
      const before = index > 0 && at[index]! > 0 && at[index]! - 1 === at[index - 1] ? then[at[index]!]!.gap : gap;
      return (before.length === gap.length ? before : gap) + word;
    })
    .join('');
}

interface Word {
  /** What is between it and the word before. */
  readonly gap: string;
  readonly word: string;
}

function wordsOf(text: string): Word[] {
  return [...text.matchAll(/(\s*)(\S+)/g)].map(([, gap, word]) => ({ gap: gap!, word: word! }));
}

/** @returns for each word its place in the other text, by a longest common subsequence; -1: it has none */
function alignment(words: readonly Word[], others: readonly Word[]): number[] {
  // How long the longest is of what begins with these two words.
  const lengths = Array.from({ length: words.length + 1 }, () => new Uint16Array(others.length + 1));
  for (let i = words.length - 1; i >= 0; i--) {
    for (let j = others.length - 1; j >= 0; j--) {
      const isSame = words[i]!.word === others[j]!.word;
      lengths[i]![j] = isSame ? lengths[i + 1]![j + 1]! + 1 : Math.max(lengths[i + 1]![j]!, lengths[i]![j + 1]!);
    }
  }
  let j = 0;
  return words.map(({ word }, i) => {
    while (j < others.length && word !== others[j]!.word && lengths[i]![j + 1]! > lengths[i + 1]![j]!) j++;
    return j < others.length && word === others[j]!.word ? j++ : -1;
  });
}

/** @param comment what is between its marks */
export function unwrapped(comment: string): string {
  const lines = comment.split('\n').map((line) => line.replace(/^\s*\* ?/, '').trim());
  return lines.filter(Boolean).join(' ');
}

/** @param comment what is between its marks */
function linesOf(comment: string): string {
  const lines = comment.split('\n').map((line) => line.replace(/^\s*\*(?: |$)/, ''));
  return lines.join('\n').trim();
}

const VERSION = /^\w*?V\d+(?:(?:alpha|beta)\d+)?(?=[A-Z])/;

function capitalized(word: string): string {
  return word[0]!.toUpperCase() + word.slice(1);
}
