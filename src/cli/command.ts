import type { Command } from 'commander';

/** One command: adds itself to the program. What it returns from its action is the exit code. */
export type CommandModule = (program: Command, finish: (code: number) => void) => void;
