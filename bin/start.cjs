'use strict';
// Starts the program; the bundled one with the bytecode that an earlier run has left. Node's own cache holds a module's
// code as it is when it is loaded, before any of its functions has run: what a start needs would be compiled anew at
// every start.
const fs = require('node:fs');
const { createRequire, enableCompileCache } = require('node:module');
const os = require('node:os');
const path = require('node:path');
const { pathToFileURL } = require('node:url');
const vm = require('node:vm');
const { crc32 } = require('node:zlib');

/** By then a server has run all that starts it. */
const SETTLED_MILLISECONDS = 10 * 1000;
/** Of bytecode that belongs to earlier builds. */
const KEPT_MILLISECONDS = 7 * 24 * 60 * 60 * 1000;
const CHECKSUM_BYTES = 4;

const WRITABLE_BY_OTHERS = 0o022;
/** What lies in such a directory is renamed and removed by its owner alone. */
const STICKY = 0o1000;

/** Ours, and nobody else can write to it. */
function isOurs(directory) {
  const entry = fs.lstatSync(directory);
  const isOwn = process.getuid === undefined || entry.uid === process.getuid();
  return entry.isDirectory() && isOwn && (entry.mode & WRITABLE_BY_OTHERS) === 0;
}

/** Nobody else can put something of theirs in the place of what is ours. */
function keepsOurs(directory) {
  const { mode } = fs.statSync(directory);
  return (mode & WRITABLE_BY_OTHERS) === 0 || (mode & STICKY) !== 0;
}

/**
 * Threat: who can change compiled code has us run theirs. A directory may have been there before, made by somebody else.
 * @returns undefined when there is no place that is ours alone
 */
function compiledIn(name) {
  const base = process.env.XDG_CACHE_HOME || path.join(os.homedir(), '.cache');
  const own = path.join(base, 'allium');
  const directory = path.join(own, name);
  try {
    fs.mkdirSync(directory, { recursive: true, mode: 0o700 });
    return keepsOurs(base) && isOurs(own) && isOurs(directory) ? directory : undefined;
  } catch {
    // Without one, the start takes a little longer.
    return undefined;
  }
}

/** @returns undefined when there is none, or it was damaged */
function read(file) {
  try {
    const content = fs.readFileSync(file);
    const bytecode = content.subarray(CHECKSUM_BYTES);
    return crc32(bytecode) === content.readUInt32LE(0) ? bytecode : undefined;
  } catch {
    return undefined;
  }
}

/** Whole or not at all: other processes may start meanwhile. */
function write(file, bytecode) {
  const checksum = Buffer.alloc(CHECKSUM_BYTES);
  checksum.writeUInt32LE(crc32(bytecode));
  const temporary = `${file}.${process.pid}`;
  fs.writeFileSync(temporary, Buffer.concat([checksum, bytecode]), { mode: 0o600 });
  fs.renameSync(temporary, file);
}

function removeOld(directory) {
  for (const name of fs.readdirSync(directory)) {
    const file = path.join(directory, name);
    if (fs.statSync(file).mtimeMs < Date.now() - KEPT_MILLISECONDS) fs.unlinkSync(file);
  }
}

/** Once: when a server has settled, or when what was asked for is done. */
function keepLater(script, file) {
  const keep = () => {
    clearTimeout(timer);
    process.off('exit', atExit);
    try {
      write(file, script.createCachedData());
      removeOld(path.dirname(file));
    } catch {
      // Without it, the next start takes a little longer.
    }
  };
  const atExit = (code) => code === 0 && keep();
  const timer = setTimeout(keep, SETTLED_MILLISECONDS).unref();
  process.on('exit', atExit);
}

/** V8 knows bytecode of another version of its own, but tells sources apart by their length alone. */
function nameOf(source) {
  const part = process.argv[2] === 'up' ? 'server' : 'command';
  return `${part}-${process.version}-${process.arch}-${crc32(source).toString(16)}`;
}

/** @param file one script, in ASCII */
function runScript(file) {
  const directory = compiledIn('bytecode');
  const source = fs.readFileSync(file, 'latin1');
  const kept = directory && path.join(directory, nameOf(source));
  const cachedData = kept && read(kept);
  const script = new vm.Script(`(function (require, module, exports, __filename) {${source}\n})`, {
    filename: file,
    cachedData,
  });
  const module = { exports: {} };
  script.runInThisContext()(createRequire(file), module, module.exports, file);
  if (kept && (cachedData === undefined || script.cachedDataRejected)) keepLater(script, kept);
}

/** @param program a module, or the script that is made of all of them */
exports.start = (program) => {
  const modules = compiledIn('compiled');
  if (modules) enableCompileCache(modules);
  if (program.endsWith('.ts')) import(pathToFileURL(program).href);
  else runScript(program);
};

if (require.main === module) exports.start(path.join(__dirname, '..', 'dist', 'main.cjs'));
