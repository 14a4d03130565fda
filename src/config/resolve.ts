import { auditConflict } from './audit-settings.ts';
import { oidcConflict } from './authentication-configuration/conflict.ts';
import { authorizationConflict } from './authorization-configuration/modes.ts';
import type { Written, WrittenSettings } from './config-file.ts';
import { ConfigError } from './errors.ts';
import { SETTING_NAMES, SETTINGS, type SettingName, type Settings, writtenName } from './settings.ts';

function readSetting(name: SettingName, written: Written | undefined): unknown {
  const setting = SETTINGS[name];
  const text = written?.text ?? setting.default;
  if (text === undefined) return undefined;
  try {
    return setting.kind.parse(text);
  } catch (error) {
    const where = written?.origin ?? `the default of --${writtenName(name)}`;
    throw new ConfigError(`${where} is ${JSON.stringify(text)}, but ${(error as Error).message}`);
  }
}

function checkTogether(settings: Settings): void {
  if ((settings.tlsCertFile === undefined) !== (settings.tlsPrivateKeyFile === undefined)) {
    throw new ConfigError('--tls-cert-file and --tls-private-key-file belong together: give both or neither');
  }
  const conflict = oidcConflict(settings) ?? authorizationConflict(settings) ?? auditConflict(settings);
  if (conflict !== undefined) throw new ConfigError(conflict);
  const both = settings.enableAdmissionPlugins.find((name) => settings.disableAdmissionPlugins.includes(name));
  if (both !== undefined) {
    throw new ConfigError(`${both} is in both --enable-admission-plugins and --disable-admission-plugins`);
  }
  if (settings.tlsCertFile !== undefined && settings.apiserverCertExtraSans.length > 0) {
    throw new ConfigError(
      '--apiserver-cert-extra-sans is for the certificate that is made, and --tls-cert-file brings one: give only one of them',
    );
  }
}

/**
 * Earlier sources win over later ones, and all of them over the defaults.
 * @throws ConfigError on the first setting that cannot be used
 */
export function resolveSettings(...sources: readonly WrittenSettings[]): Settings {
  const values = SETTING_NAMES.map((name) => {
    const source = sources.find((candidate) => candidate.has(name));
    return [name, readSetting(name, source?.get(name))] as const;
  });
  const settings = Object.freeze(Object.fromEntries(values)) as unknown as Settings;
  checkTogether(settings);
  return settings;
}
