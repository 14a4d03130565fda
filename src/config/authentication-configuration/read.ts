import { ConfigError } from '../errors.ts';
import { type AuthenticationConfiguration, decodeAuthenticationConfiguration } from './authentication-configuration.ts';
import { type ValidationContext, validateAuthenticationConfiguration } from './validate.ts';

/** @throws ConfigError that tells everything that is wrong */
export async function readAuthenticationConfiguration(
  content: Buffer,
  context: ValidationContext,
): Promise<AuthenticationConfiguration> {
  return checked(await decodeAuthenticationConfiguration(content), context);
}

/** @throws ConfigError that tells everything that is wrong */
export function checked(
  configuration: AuthenticationConfiguration,
  context: ValidationContext,
): AuthenticationConfiguration {
  const errors = validateAuthenticationConfiguration(configuration, context).map(String);
  if (errors.length === 0) return configuration;
  const all = errors.length === 1 ? errors[0] : `[${errors.join(', ')}]`;
  throw new ConfigError(`invalid authentication configuration: ${all}`);
}
