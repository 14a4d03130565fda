import { Command, CommanderError } from 'commander';
import type { CommandModule } from './command.ts';
import { DONE, type Io, USAGE } from './io.ts';

const WIDTH = 120;

/** What a program consists of. */
export interface ProgramParts {
  readonly version: string;
  readonly commands: readonly CommandModule[];
}

function createProgram(version: string, io: Io): Command {
  return new Command('allium')
    .description('A Kubernetes control plane that is secure at every layer by default')
    .version(version, '--version', 'print the version number')
    .showHelpAfterError('(see `allium --help`, or `allium <command> --help`)')
    .configureOutput({
      writeOut: io.out,
      writeErr: io.error,
      getOutHelpWidth: () => WIDTH,
      getErrHelpWidth: () => WIDTH,
      getOutHasColors: () => io.colour,
      getErrHasColors: () => io.colour,
    })
    .showSuggestionAfterError()
    .exitOverride();
}

/**
 * Runs one command line.
 * @param words what follows the program's name
 * @returns the exit code: 0 done, 1 refused or failed, 2 usage
 */
export async function run(words: readonly string[], { version, commands }: ProgramParts, io: Io): Promise<number> {
  const program = createProgram(version, io);
  let code = DONE;
  for (const add of commands) {
    add(program, (finished) => {
      code = finished;
    });
  }
  if (words.length === 0) {
    program.outputHelp({ error: true });
    return USAGE;
  }
  try {
    await program.parseAsync(words, { from: 'user' });
    return code;
  } catch (error) {
    // Commander has written what there is to say; it "fails" with 0 after --help.
    if (error instanceof CommanderError) return error.exitCode === 0 ? DONE : USAGE;
    throw error;
  }
}
