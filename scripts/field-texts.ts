/**
 * What fields are for whose type is a struct. The typed models say nothing of those; `kubernetes-types`, which is made
 * from the same document of an earlier version of Kubernetes, does.
 */
import { globSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

const INTERFACE = /^export interface (\w+) \{\n([\s\S]*?)^\}/gm;
const FIELD = /\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\n {4}(?:readonly )?"?([\w$-]+)"?\??: /g;

/** Its types have kept their names, and mean other things now. */
const REWRITTEN = 'resource';

/** @returns what is said of a field of a model: `V1PodSpec`, `affinity`; undefined: nothing */
export function readFieldTexts(directory: string): (model: string, field: string) => string | undefined {
  const texts = new Map<string, string>();
  for (const file of globSync('*/v*.d.ts', { cwd: directory }).sort()) {
    if (dirname(file) === REWRITTEN) continue;
    const version = capitalized(basename(file, '.d.ts'));
    const group = capitalized(dirname(file));
    for (const [, name, body] of readFileSync(join(directory, file), 'utf8').matchAll(INTERFACE)) {
      for (const [, text, field] of body!.matchAll(FIELD)) {
        // Models are called after the group only where two groups have one of the same name.
        for (const model of [version + name, group + version + name, name]) {
          texts.set(`${model}.${field}`, unwrapped(text!));
        }
      }
    }
  }
  // What has become stable since was there as alpha or beta.
  return (model, field) => texts.get(`${model}.${field}`) ?? texts.get(`${model.replace(VERSION, '')}.${field}`);
}

/** @param comment what is between its marks */
export function unwrapped(comment: string): string {
  const lines = comment.split('\n').map((line) => line.replace(/^\s*\* ?/, '').trim());
  return lines.filter(Boolean).join(' ');
}

const VERSION = /^\w*?V\d+(?:(?:alpha|beta)\d+)?(?=[A-Z])/;

function capitalized(word: string): string {
  return word[0]!.toUpperCase() + word.slice(1);
}
