/** The text is no YAML that this server takes; the message is for the client. */
export class YamlError extends Error {
  override readonly name = 'YamlError';
}

export function notYaml(why: string): YamlError {
  return new YamlError(`error converting YAML to JSON: ${why}`);
}

/** What a strict decoder says of repeated keys, nothing where there are none. */
export function repeatedKeysError(duplicates: readonly string[]): string[] {
  return duplicates.length === 0 ? [] : [`yaml: unmarshal errors:\n  ${duplicates.join('\n  ')}`];
}
