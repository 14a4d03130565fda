/** YAML out. The library is loaded when the first client asks for YAML: most never do. */
import { createRequire } from 'node:module';
import type * as Yaml from 'yaml';

let library: typeof Yaml | undefined;

/** Plain, some reader would take these for something else than text, and the library does not know it. */
const MISREAD = /^(?:=|<<|0o[0-7]+|---|\.\.\.)$|[\u0085\u2028\u2029\ufeff]/;
/** YAML 1.1 has more line breaks than JSON: unescaped, readers would fold them. They only stand in double quotes. */
const BREAKS = /[\u0085\u2028\u2029\ufeff]/g;
const ESCAPED = new Map([
  ['\u0085', '\\N'],
  ['\u2028', '\\L'],
  ['\u2029', '\\P'],
  ['\ufeff', '\\uFEFF'],
]);

/**
 * Keys sorted, no aliases, no folding: as sigs.k8s.io/yaml writes it. Go's and Python's readers follow YAML 1.1, where
 * `yes`, `1:30` and `2020-01-01` are no text unless quoted.
 */
export function encodeYaml(value: unknown): string {
  library ??= createRequire(import.meta.url)('yaml') as typeof Yaml;
  const document = new library.Document(value, {
    version: '1.1',
    // The text `<<` would stay bare.
    customTags: (tags) => tags.filter((tag) => typeof tag === 'string' || tag.tag !== 'tag:yaml.org,2002:merge'),
    aliasDuplicateObjects: false,
    sortMapEntries: true,
  });
  library.visit(document, { Scalar: (_, scalar) => quoteMisread(scalar) });
  return document.toString({ indentSeq: false, lineWidth: 0 }).replace(BREAKS, (found) => ESCAPED.get(found)!);
}

function quoteMisread(scalar: Yaml.Scalar): void {
  if (typeof scalar.value === 'string' && MISREAD.test(scalar.value)) scalar.type = 'QUOTE_DOUBLE';
}
