import type { Command } from 'commander';
import { readConfigFile, type WrittenSettings } from '../config/config-file.ts';
import { resolveSettings } from '../config/resolve.ts';
import { SETTING_NAMES, SETTINGS, type SettingName, type Settings, writtenName } from '../config/settings.ts';
import { type SignalSource, stopRequested } from '../server/lifecycle/signals.ts';
import type { CommandModule } from './command.ts';
import { report } from './failure.ts';
import { DONE, FAILED, type Io } from './io.ts';
import { type Fact, readyScreen } from './ready-screen.ts';

/** A control plane that is ready. */
export interface ControlPlane {
  /** `https://127.0.0.1:6443` */
  readonly url: string;
  readonly kubeconfigPath: string;
  /** What the ready screen says is on: store, authentication, authorization, admission. */
  readonly facts: readonly Fact[];
  /** Resolves with the reason when it can no longer serve, though nobody stopped it. */
  readonly failed: Promise<unknown>;
  /** Drains, and resolves when everything acknowledged is on disk and everything is released. */
  stop(): Promise<void>;
}

export interface UpPorts {
  /** Resolves when it is ready. @throws ConfigError, PkiError, StorageError, or an error of the system */
  startControlPlane(settings: Settings): Promise<ControlPlane>;
  readonly io: Io;
  readonly signals: SignalSource;
  /** Ends the process in the middle of everything. */
  exit(code: number): void;
  /** Milliseconds since the process began. */
  uptime(): number;
  readonly version: string;
  readonly apiLevel: string;
}

const EXAMPLES = `
Durations are written as 30s, 5m or 1h30m. Every setting can stand in the file of --config, under its name without
the dashes; a flag wins over the file.

Examples:
  allium up                                   a durable control plane in ./.allium on port 6443
  allium up --in-memory --port 0              for tests: nothing kept, any free port
  allium up --bind-address 0.0.0.0 --apiserver-cert-extra-sans api.example.com
`;

function valueSyntax(name: SettingName): string {
  const { placeholder } = SETTINGS[name].kind;
  return placeholder === '' ? '[true|false]' : `<${placeholder}>`;
}

function addOptions(command: Command): void {
  command.option('--config <FILE>', 'YAML file of settings').optionsGroup('Options:');
  for (const name of SETTING_NAMES) {
    const { section, help, default: fallback } = SETTINGS[name];
    const shown = fallback === undefined || fallback === '' ? help : `${help} (default: ${fallback})`;
    const option = command.createOption(`--${writtenName(name)} ${valueSyntax(name)}`, shown);
    const { separator } = SETTINGS[name].kind;
    if (separator !== undefined) option.argParser(addTo(separator));
    command.addOption(option.helpGroup(`${section}:`));
  }
}

/** A flag that is given several times adds to its list. */
function addTo(separator: string) {
  return (value: string, before: string | undefined) => (before === undefined ? value : before + separator + value);
}

function writtenFlags(options: Readonly<Record<string, string | true>>): WrittenSettings {
  const given = SETTING_NAMES.filter((name) => options[name] !== undefined);
  return new Map(given.map((name) => [name, { text: String(options[name]), origin: `--${writtenName(name)}` }]));
}

async function settingsOf(options: Readonly<Record<string, string | true>>): Promise<Settings> {
  const flags = writtenFlags(options);
  return typeof options.config === 'string'
    ? resolveSettings(flags, await readConfigFile(options.config))
    : resolveSettings(flags);
}

async function showReady(plane: ControlPlane, ports: UpPorts): Promise<void> {
  const { createColors } = (await import('picocolors')).default;
  const { url, kubeconfigPath, facts } = plane;
  const { version, apiLevel } = ports;
  const ready = { version, apiLevel, url, kubeconfigPath, facts, readyAfter: ports.uptime() };
  ports.io.out(readyScreen(ready, createColors(ports.io.colour)));
}

/** Serves until a signal comes or the control plane gives up. @returns the exit code */
async function serve(plane: ControlPlane, stop: Promise<string>, ports: UpPorts): Promise<number> {
  const { io } = ports;
  const end = await Promise.race([stop.then((signal) => ({ signal })), plane.failed.then((failure) => ({ failure }))]);
  if ('failure' in end) report(end.failure, io);
  else io.error(`${end.signal}: finishing requests and stopping; once more to stop at once\n`);
  await plane.stop();
  return 'failure' in end ? FAILED : DONE;
}

async function up(options: Readonly<Record<string, string | true>>, ports: UpPorts): Promise<number> {
  try {
    const settings = await settingsOf(options);
    const stop = stopRequested(ports.signals, ports.exit);
    const plane = await ports.startControlPlane(settings);
    await showReady(plane, ports);
    return await serve(plane, stop, ports);
  } catch (error) {
    return report(error, ports.io);
  }
}

/** `allium up`. */
export function upCommand(ports: UpPorts): CommandModule {
  return (program, finish) => {
    const command = program.command('up').description('start a control plane and serve until it is stopped');
    addOptions(command);
    command.addHelpText('after', EXAMPLES);
    command.action(async (options) => finish(await up(options, ports)));
  };
}
