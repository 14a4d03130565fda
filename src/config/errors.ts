/** A setting that cannot be used. The message names the setting, where it came from and what would be right. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}
