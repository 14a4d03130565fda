import type { Colors } from 'picocolors/types.js';

/** One line of what is on. */
export interface Fact {
  readonly label: string;
  readonly value: string;
}

export interface ReadyFacts {
  readonly version: string;
  readonly apiLevel: string;
  readonly url: string;
  readonly kubeconfigPath: string;
  readonly facts: readonly Fact[];
  /** Milliseconds from the process' start. */
  readonly readyAfter: number;
}

/** A word for POSIX shells. */
function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

/** One screen that says what is on, and the next command to type. */
export function readyScreen(ready: ReadyFacts, colours: Pick<Colors, 'bold' | 'cyan' | 'dim'>): string {
  const facts: Fact[] = [
    { label: 'API', value: ready.url },
    ...ready.facts,
    { label: 'Kubeconfig', value: ready.kubeconfigPath },
  ];
  const width = Math.max(...facts.map(({ label }) => label.length));
  const lines = facts.map(({ label, value }) => `  ${colours.dim(label.padEnd(width))}  ${value}`);
  return [
    `${colours.bold(`Allium ${ready.version}`)} serves Kubernetes ${ready.apiLevel}`,
    '',
    ...lines,
    '',
    'Next, in another terminal:',
    '',
    `  ${colours.cyan(`export KUBECONFIG=${shellWord(ready.kubeconfigPath)}`)}`,
    `  ${colours.cyan('kubectl get namespaces')}`,
    '',
    colours.dim(`Ready in ${(ready.readyAfter / 1000).toFixed(2)} s. Stop with Ctrl-C.`),
    '',
  ].join('\n');
}
