import type { PluginName } from '../../admission/plugin-order.ts';
import type { ObjectSchema } from '../../schema/schema.ts';
import { ConfigError } from '../errors.ts';
import { decodeConfiguration, decodeUnversioned, type FileKind } from '../files/decode.ts';

/**
 * @param kind its kind, or its fields where it has none
 * @returns every field, with Go's zeros for those that are left out
 * @throws ConfigError that names the plugin
 */
export function decodePluginConfiguration(plugin: PluginName, value: unknown, kind: FileKind | ObjectSchema): any {
  try {
    return 'apiVersions' in kind ? decodeConfiguration(value, kind) : decodeUnversioned(value, kind);
  } catch (error) {
    throw new ConfigError(`${plugin}: ${(error as Error).message}`);
  }
}
