import { type KnownPluginName, OFF_BY_DEFAULT, PLUGIN_ORDER, type PluginName } from './plugin-order.ts';

export interface PluginChoice {
  readonly enable: readonly KnownPluginName[];
  readonly disable: readonly KnownPluginName[];
}

/**
 * The plugins that are on: those that are by default and those that are enabled, less those that are disabled.
 * @returns in the order in which they run
 */
export function selectPlugins({ enable, disable }: PluginChoice): PluginName[] {
  return PLUGIN_ORDER.filter((name) => (enable.includes(name) || !OFF_BY_DEFAULT.has(name)) && !disable.includes(name));
}
