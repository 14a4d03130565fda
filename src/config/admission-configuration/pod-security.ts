/** PodSecurityConfiguration (pod-security.admission.config.k8s.io): levels for what labels leave open, and exemptions. */
import { LEVEL_RULE, parseLevel } from '../../admission/plugins/pod-security/levels.ts';
import { DEFAULT_OPTIONS, type PodSecurityOptions } from '../../admission/plugins/pod-security/options.ts';
import { type LevelVersion, MODES, type Mode, type Policy } from '../../admission/plugins/pod-security/policy.ts';
import { parseVersion, VERSION_RULE } from '../../admission/plugins/pod-security/version.ts';
import { duplicate, type FieldError, invalidValue, path, required } from '../../api/field.ts';
import { isDns1123Label, isDns1123Subdomain } from '../../api/names.ts';
import { ConfigError } from '../errors.ts';
import type { FileKind } from '../files/decode.ts';
import { listOf, struct, TEXT } from '../files/struct.ts';
import { decodePluginConfiguration } from './decode.ts';

const DEFAULTS = struct(
  'PodSecurityDefaults',
  Object.fromEntries(MODES.flatMap((mode) => [mode, `${mode}-version`]).map((name) => [name, TEXT])),
);
const EXEMPTIONS = struct('PodSecurityExemptions', {
  usernames: listOf(TEXT),
  namespaces: listOf(TEXT),
  runtimeClasses: listOf(TEXT),
});

const KIND: FileKind = {
  kind: 'PodSecurityConfiguration',
  apiVersions: ['v1', 'v1beta1', 'v1alpha1'].map((version) => `pod-security.admission.config.k8s.io/${version}`),
  schema: struct('PodSecurityConfiguration', { defaults: DEFAULTS, exemptions: EXEMPTIONS }),
};

type Exemptions = Readonly<Record<keyof PodSecurityOptions['exemptions'], readonly string[]>>;

interface PodSecurityConfiguration {
  readonly defaults: Readonly<Record<Mode | `${Mode}-version`, string>>;
  readonly exemptions: Exemptions;
}

/** @param value undefined or null: what is usual @throws ConfigError */
export function readPodSecurityConfiguration(value: unknown): PodSecurityOptions {
  if (value === undefined || value === null) return DEFAULT_OPTIONS;
  const decoded: PodSecurityConfiguration = decodePluginConfiguration('PodSecurity', value, KIND);
  const { defaults, exemptions } = decoded;
  const errors: FieldError[] = [];
  const policy: Policy = {
    enforce: readDefault(defaults, 'enforce', errors),
    warn: readDefault(defaults, 'warn', errors),
    audit: readDefault(defaults, 'audit', errors),
  };
  errors.push(...validateExemptions(exemptions));
  if (errors.length > 0) throw new ConfigError(`PodSecurity invalid: ${errors.join(', ')}`);
  return {
    defaults: policy,
    exemptions: {
      usernames: new Set(exemptions.usernames),
      namespaces: new Set(exemptions.namespaces),
      runtimeClasses: new Set(exemptions.runtimeClasses),
    },
  };
}

function readDefault(defaults: PodSecurityConfiguration['defaults'], mode: Mode, errors: FieldError[]): LevelVersion {
  const usual = DEFAULT_OPTIONS.defaults[mode];
  const read = <T>(name: Mode | `${Mode}-version`, none: T, parse: (text: string) => T | undefined, rule: string) => {
    const text = defaults[name];
    const parsed = text === '' ? none : parse(text);
    if (parsed === undefined) errors.push(invalidValue(path('defaults', name), text, rule));
    return parsed ?? none;
  };
  return {
    level: read(mode, usual.level, parseLevel, LEVEL_RULE),
    version: read(`${mode}-version`, usual.version, parseVersion, VERSION_RULE),
  };
}

const RULES: Readonly<Record<keyof Exemptions, (name: string) => string[]>> = {
  namespaces: isDns1123Label,
  runtimeClasses: isDns1123Subdomain,
  usernames: () => [],
};

function validateExemptions(exemptions: Exemptions): FieldError[] {
  const lists = Object.keys(RULES) as (keyof Exemptions)[];
  return lists.flatMap((list) =>
    exemptions[list].flatMap((name, position) => validateExemption(exemptions, list, name, position)),
  );
}

function validateExemption(
  exemptions: Exemptions,
  list: keyof Exemptions,
  name: string,
  position: number,
): FieldError[] {
  const at = path('exemptions', list).index(position);
  if (list === 'usernames' && name === '') return [required(at)];
  const complaints = RULES[list](name);
  if (complaints.length > 0) return [invalidValue(at, name, complaints.join(', '))];
  return exemptions[list].indexOf(name) < position ? [duplicate(at, name)] : [];
}
