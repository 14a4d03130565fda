/** YAML out. The library is loaded when the first client asks for YAML: most never do. */
import { createRequire } from 'node:module';
import type * as Yaml from 'yaml';

let library: typeof Yaml | undefined;

/** Keys sorted, no aliases, no folding: as sigs.k8s.io/yaml writes it. */
export function encodeYaml(value: unknown): string {
  library ??= createRequire(import.meta.url)('yaml') as typeof Yaml;
  return library.stringify(value, {
    aliasDuplicateObjects: false,
    indentSeq: false,
    lineWidth: 0,
    sortMapEntries: true,
  });
}
