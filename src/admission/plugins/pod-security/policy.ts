/** What a namespace's labels ask for. */
import { type FieldError, invalidValue, path } from '../../../api/field.ts';
import { LEVEL_RULE, type Level, parseLevel } from './levels.ts';
import { LATEST, type PolicyVersion, parseVersion, showVersion, VERSION_RULE } from './version.ts';

export const MODES = ['enforce', 'audit', 'warn'] as const;
export type Mode = (typeof MODES)[number];

export interface LevelVersion {
  readonly level: Level;
  readonly version: PolicyVersion;
}

/** What is refused, what is put on record, and what is warned about. */
export type Policy = Readonly<Record<Mode, LevelVersion>>;

export type Labels = Readonly<Record<string, string>>;

/** Valid whatever the labels are: what of them cannot be read is told beside. */
export interface ReadPolicy {
  readonly policy: Policy;
  readonly errors: readonly FieldError[];
}

const PREFIX = 'pod-security.kubernetes.io/';
const LABELS = path('metadata', 'labels');

/** What a label that cannot be read stands for: enforcement fails closed, the others stay silent. */
const UNREADABLE: Readonly<Record<Mode, Level>> = { enforce: 'restricted', audit: 'privileged', warn: 'privileged' };

export function readPolicy(labels: Labels, defaults: Policy): ReadPolicy {
  const errors: FieldError[] = [];
  const read = (mode: Mode): LevelVersion => ({
    level: labelValue(labels, mode, defaults[mode].level, parseLevel) ?? complain(mode, LEVEL_RULE, UNREADABLE[mode]),
    version:
      labelValue(labels, `${mode}-version`, defaults[mode].version, parseVersion) ??
      complain(`${mode}-version`, VERSION_RULE, LATEST),
  });
  const complain = <T>(name: string, rule: string, instead: T): T => {
    errors.push(invalidValue(LABELS.key(PREFIX + name), labels[PREFIX + name], rule));
    return instead;
  };
  return { policy: { enforce: read('enforce'), audit: read('audit'), warn: read('warn') }, errors };
}

function labelValue<T>(labels: Labels, name: string, none: T, parse: (text: string) => T | undefined): T | undefined {
  const label = PREFIX + name;
  return Object.hasOwn(labels, label) ? parse(labels[label]!) : none;
}

/** Whether the labels say anything of the mode. */
export function hasMode(labels: Labels, mode: Mode): boolean {
  return Object.hasOwn(labels, PREFIX + mode) || Object.hasOwn(labels, `${PREFIX}${mode}-version`);
}

/** `restricted:v1.30` */
export function showLevelVersion({ level, version }: LevelVersion): string {
  return `${level}:${showVersion(version)}`;
}

export function sameLevelVersion(left: LevelVersion, right: LevelVersion): boolean {
  return left.level === right.level && left.version === right.version;
}

export function samePolicy(left: Policy, right: Policy): boolean {
  return MODES.every((mode) => sameLevelVersion(left[mode], right[mode]));
}

export function isPrivileged(policy: Policy, modes: readonly Mode[] = MODES): boolean {
  return modes.every((mode) => policy[mode].level === 'privileged');
}
