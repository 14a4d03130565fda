/** What runs first. Loading the rest of the program takes as long as starting the storage's thread does: both at once. */
import { startStorageThread } from './storage/embedded/thread.ts';

const thread = process.argv[2] === 'up' ? startStorageThread() : undefined;
void import('./command-line.ts').then(({ runCommandLine }) => runCommandLine(thread));
