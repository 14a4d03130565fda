import type { VersionInfo } from '../server/routes/version/version.ts';
import type { CommandModule } from './command.ts';
import { DONE, type Io } from './io.ts';

export interface VersionFacts {
  readonly version: string;
  readonly nodeVersion: string;
  readonly info: VersionInfo;
}

const FORMATS = ['json', 'yaml'] as const;

async function format(facts: VersionFacts, output: (typeof FORMATS)[number] | undefined): Promise<string> {
  const { version, nodeVersion, info } = facts;
  if (output === 'json') return `${JSON.stringify({ alliumVersion: version, serverVersion: info }, null, 2)}\n`;
  if (output === 'yaml') return (await import('yaml')).stringify({ alliumVersion: version, serverVersion: info });
  return `Allium ${version}\nKubernetes API v${info.major}.${info.minor} (${info.gitVersion})\nNode ${nodeVersion} on ${info.platform}\n`;
}

/** `allium version`. */
export function versionCommand(facts: VersionFacts, io: Io): CommandModule {
  return (program, finish) => {
    const command = program.command('version').description('say which version this is');
    command.addOption(command.createOption('-o, --output <FORMAT>', 'json or yaml').choices([...FORMATS]));
    command.action(async ({ output }) => {
      io.out(await format(facts, output));
      finish(DONE);
    });
  };
}
