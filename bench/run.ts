/** `npm run bench -- [names…] [--match TEXT] [--quick] [--json]`: docs/benchmarks.md tells what each name measures. */
import { parseArgs } from 'node:util';
import { machine } from './lib/machine.ts';
import { formatTable } from './lib/table.ts';
import { SUITES } from './suites/index.ts';

const USAGE = `usage: npm run bench -- [--quick] [--json] [--match TEXT] [${[...SUITES.keys()].join('|')}]…`;

const OPTIONS = {
  quick: { type: 'boolean', default: false },
  json: { type: 'boolean', default: false },
  match: { type: 'string', default: '' },
} as const;

function fail(message: string): never {
  console.error(`${message}\n${USAGE}`);
  process.exit(2);
}

function parse() {
  try {
    return parseArgs({ options: OPTIONS, allowPositionals: true });
  } catch (error) {
    return fail((error as Error).message);
  }
}

const { values, positionals } = parse();
const unknown = positionals.filter((name) => !SUITES.has(name));
if (unknown.length > 0) fail(`unknown: ${unknown.join(', ')}`);

const progress = (text: string) => {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${text}`);
};
const runOptions = { quick: values.quick, progress, wants: (row: string) => row.includes(values.match) };
const names = positionals.length > 0 ? positionals : [...SUITES.keys()];
const results: Record<string, unknown> = {};
if (!values.json) console.log(machine());
for (const name of names) {
  const reports = await SUITES.get(name)!(runOptions);
  progress('');
  results[name] = reports.map(({ title, records }) => ({ title, records }));
  if (values.json) continue;
  for (const { title, header, rows } of reports) console.log(`\n${title}\n${formatTable(header, rows)}`);
}
if (values.json) console.log(JSON.stringify({ machine: machine(), quick: values.quick, results }, null, 2));
