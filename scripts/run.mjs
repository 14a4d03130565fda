// Runs the project's scripts from any checkout: installs and generates what is missing, then runs the wanted command on
// the project's own Node, whichever Node started this.
import { spawn, spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const at = (...path) => join(root, ...path);
const node = at('node_modules', '.bin', 'node');
const env = {
  ...process.env,
  PATH: `${at('node_modules', '.bin')}:${process.env.PATH}`,
  // Hundreds of test files load the same modules.
  NODE_COMPILE_CACHE: at('node_modules', '.cache', 'allium', 'compiled'),
};

function run(command, args, options = {}) {
  const { status, error } = spawnSync(command, args, { cwd: root, stdio: 'inherit', env, ...options });
  if (error) throw error;
  if (status !== 0) process.exit(status ?? 1);
}

/** Runs what serves until it is stopped. Were this to end before it, it would go on with nobody to stop it. */
function serve(command, args) {
  const child = spawn(command, args, { cwd: root, stdio: 'inherit', env });
  // A terminal sends Ctrl-C to both; passed on, it would be a second one, which means "at once".
  process.on('SIGINT', () => {});
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('error', (error) => {
    throw error;
  });
  child.on('exit', (code) => process.exit(code ?? 1));
}

/** When the file was last changed; 0 when it is not there. */
const changed = (path) => (existsSync(path) ? statSync(path).mtimeMs : 0);

function ensureInstalled() {
  if (changed(at('node_modules', '.package-lock.json')) >= changed(at('package-lock.json'))) return;
  console.log('Installing dependencies (once) …');
  run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], { env: process.env });
}

const GENERATOR = at('scripts', 'generate-models.ts');
const TEXTS = ['field-texts.ts', 'own-texts.ts'].map((file) => at('scripts', file));
const GENERATORS = [GENERATOR, ...TEXTS, at('package-lock.json')];
const GENERATED = ['src', 'schema', 'generated'];

function ensureGenerated() {
  const made = changed(at(...GENERATED, 'types.ts'));
  if (GENERATORS.every((file) => made > changed(file))) return;
  console.log('Generating the models of the built-in kinds (once) …');
  run(node, [GENERATOR]);
}

/** The newest change under src. */
function newestSource() {
  return Math.max(...filesIn(at('src')).map(changed), changed(fileURLToPath(import.meta.url)));
}

function filesIn(directory) {
  return readdirSync(directory, { withFileTypes: true }).flatMap((entry) => {
    const path = join(directory, entry.name);
    return entry.isDirectory() ? filesIn(path) : [path];
  });
}

/** The program, and the threads it starts: these find each other beside themselves. Each is one script. */
const ENTRY_POINTS = [
  'main=src/main.ts',
  'worker=src/storage/embedded/worker.ts',
  'yaml-worker=src/api/yaml-worker.ts',
];

function build() {
  ensureGenerated();
  if (changed(at('dist', 'main.cjs')) > newestSource()) return;
  bundle();
}

/** Nothing of earlier builds, for a package. */
function buildAnew() {
  ensureGenerated();
  rmSync(at('dist'), { recursive: true, force: true });
  bundle();
}

function bundle() {
  console.log('Building dist (once) …');
  const options = [
    '--bundle',
    '--platform=node',
    '--format=cjs',
    '--out-extension:.js=.cjs',
    '--packages=external',
    // A vm.Script has no import() of its own.
    '--supported:dynamic-import=false',
    '--minify-whitespace',
    '--define:import.meta.url=moduleUrl',
    '--banner:js=const moduleUrl=require("node:url").pathToFileURL(__filename).href;',
  ];
  run(at('node_modules', '.bin', 'esbuild'), [...ENTRY_POINTS, ...options, '--outdir=dist', '--log-level=warning']);
  copyFileSync(at(...GENERATED, 'descriptions.json'), at('dist', 'descriptions.json'));
}

const UNIT = ['src/**/*.test.ts', 'test/*.test.ts'];
const E2E = ['test/e2e/**/*.test.ts', 'test/replay/**/*.test.ts'];
const test = (patterns, options = []) =>
  run(node, ['--test', `--test-concurrency=${availableParallelism()}`, ...options, ...patterns]);

const commands = {
  generate: () => run(node, [GENERATOR]),
  build: buildAnew,
  start: (args) => {
    build();
    // What is built is current: it need not be compared with the sources once more.
    serve(node, [at('bin', 'start.cjs'), 'up', ...args]);
  },
  test: (args) => {
    build();
    test([...UNIT, ...E2E], args);
  },
  'test:unit': (args) => {
    ensureGenerated();
    test(UNIT, args);
  },
  'test:e2e': (args) => {
    build();
    test(E2E, args);
  },
  bench: (args) => {
    build();
    run(node, ['bench/run.ts', ...args]);
  },
};

const [name, ...args] = process.argv.slice(2);
const command = commands[name];
if (!command) {
  console.error(`usage: node scripts/run.mjs ${Object.keys(commands).join('|')}`);
  process.exit(2);
}
ensureInstalled();
command(args);
