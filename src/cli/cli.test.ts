import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import { describe, test } from 'node:test';
import { createColors } from 'picocolors';
import { parse } from 'yaml';
import { ConfigError } from '../config/errors.ts';
import { SETTING_NAMES, type Settings, writtenName } from '../config/settings.ts';
import { PkiError } from '../pki/errors.ts';
import { versionInfo } from '../server/routes/version/version.ts';
import { StorageError } from '../storage/errors.ts';
import { explain } from './failure.ts';
import type { Io } from './io.ts';
import { run } from './program.ts';
import { readyScreen } from './ready-screen.ts';
import { type ControlPlane, upCommand } from './up.ts';
import { versionCommand } from './version.ts';

class Session {
  out = '';
  error = '';
  readonly signals = new EventEmitter();
  readonly exits: number[] = [];
  settings: Settings | undefined;
  readonly io: Io = {
    out: (text) => {
      this.out += text;
    },
    error: (text) => {
      this.error += text;
    },
    colour: false,
  };

  /** @param start what the control plane does when it is started */
  run(words: string[], start: () => Promise<ControlPlane> = () => assert.fail('not to be started')): Promise<number> {
    const info = versionInfo({ version: '1.2.3', nodeVersion: 'v24.0.0', platform: 'linux', architecture: 'arm64' });
    const up = upCommand({
      startControlPlane: (settings) => {
        this.settings = settings;
        return start();
      },
      io: this.io,
      signals: this.signals,
      exit: (code) => this.exits.push(code),
      uptime: () => 420,
      version: '1.2.3',
      apiLevel: 'v1.36',
    });
    const version = versionCommand({ version: '1.2.3', nodeVersion: 'v24.0.0', info }, this.io);
    return run(words, { version: '1.2.3', commands: [up, version] }, this.io);
  }
}

function plane(overrides: Partial<ControlPlane> = {}): ControlPlane {
  return {
    url: 'https://127.0.0.1:6443',
    kubeconfigPath: '/data/admin.kubeconfig',
    facts: [{ label: 'Authorization', value: 'system:masters only' }],
    failed: new Promise(() => {}),
    stop: async () => {},
    ...overrides,
  };
}

describe('usage', () => {
  const cases: { words: string[]; code: number; out?: RegExp; error?: RegExp }[] = [
    { words: [], code: 2, error: /Usage: allium/ },
    { words: ['--help'], code: 0, out: /Usage: allium/ },
    { words: ['up', '--help'], code: 0, out: /Usage: allium up/ },
    { words: ['--version'], code: 0, out: /^1\.2\.3\n$/ },
    { words: ['nope'], code: 2, error: /unknown command 'nope'\n.*allium --help/ },
    { words: ['up', '--prot', '1'], code: 2, error: /unknown option '--prot'\n\(Did you mean --port\?\)/ },
    { words: ['up', 'extra'], code: 2, error: /too many arguments/ },
    { words: ['up', '--port', 'high'], code: 2, error: /^error: --port is "high", but must be a whole number/ },
    { words: ['version', '-o', 'xml'], code: 2, error: /Allowed choices are json, yaml/ },
  ];
  for (const { words, code, out = /^$/, error = /^$/ } of cases) {
    test(`allium ${words.join(' ')}: ${code}`, async () => {
      const session = new Session();
      assert.equal(await session.run(words), code);
      assert.match(session.out, out);
      assert.match(session.error, error);
    });
  }

  test('the help of up names every setting', async () => {
    const session = new Session();
    await session.run(['up', '--help']);
    for (const name of SETTING_NAMES) assert.ok(session.out.includes(`--${writtenName(name)} `), name);
  });
});

test('allium version', async () => {
  const session = new Session();
  assert.equal(await session.run(['version']), 0);
  assert.equal(session.out, 'Allium 1.2.3\nKubernetes API v1.36 (v1.36.0+allium.1.2.3)\nNode v24.0.0 on linux/arm64\n');
  for (const format of ['json', 'yaml']) {
    session.out = '';
    await session.run(['version', '-o', format]);
    assert.equal(parse(session.out).serverVersion.gitVersion, 'v1.36.0+allium.1.2.3');
  }
});

describe('allium up', () => {
  test('starts with the settings given, shows what is on, and stops by a signal', async () => {
    const session = new Session();
    let stopped = false;
    const stop = async () => {
      stopped = true;
    };
    const words = ['up', '--port', '0', '--in-memory', '--anonymous-auth=false', '--event-ttl=2h'];
    const ended = session.run(words, async () => {
      setImmediate(() => session.signals.emit('SIGTERM'));
      return plane({ stop });
    });
    assert.equal(await ended, 0);
    assert.equal(stopped, true);
    const { port, inMemory, anonymousAuth, eventTtl } = session.settings!;
    assert.deepEqual([port, inMemory, anonymousAuth, eventTtl], [0, true, false, 7_200_000]);
    assert.match(session.out, /^Allium 1\.2\.3 serves Kubernetes v1\.36\n/);
    assert.match(session.error, /^SIGTERM: finishing requests/);
  });

  test('a second signal ends it at once', async () => {
    const session = new Session();
    const { promise: asked, resolve: stopping } = Promise.withResolvers<void>();
    const stop = () => {
      stopping();
      return new Promise<void>(() => {});
    };
    void session.run(['up'], async () => plane({ stop }));
    await new Promise(setImmediate);
    while (session.out === '') await new Promise(setImmediate);
    session.signals.emit('SIGINT');
    await asked;
    session.signals.emit('SIGINT');
    assert.deepEqual(session.exits, [130]);
  });

  test('a start that fails says what to do', async () => {
    const session = new Session();
    const start = () => Promise.reject(new StorageError('locked', 'the data dir is in use: stop the other process'));
    assert.equal(await session.run(['up'], start), 1);
    assert.equal(session.error, 'error: the data dir is in use: stop the other process\n');
    assert.equal(session.out, '');
  });

  test('a control plane that gives up is stopped, and its reason told', async () => {
    const session = new Session();
    const failed = Promise.resolve(new StorageError('full', 'the disk is full'));
    assert.equal(await session.run(['up'], async () => plane({ failed })), 1);
    assert.match(session.error, /^error: the disk is full\n/);
  });

  test('a stop that fails is a failure', async () => {
    const session = new Session();
    const start = async () => {
      setImmediate(() => session.signals.emit('SIGTERM'));
      return plane({ stop: () => Promise.reject(new StorageError('full', 'the last writes could not be kept')) });
    };
    assert.equal(await session.run(['up'], start), 1);
    assert.match(session.error, /error: the last writes could not be kept/);
  });
});

describe('failures', () => {
  const listen = (code: string, address = '127.0.0.1') =>
    Object.assign(new Error(code), { code, syscall: 'listen', address, port: 6443 });
  const cases: { name: string; error: unknown; message: RegExp | undefined }[] = [
    {
      name: 'a port in use',
      error: listen('EADDRINUSE'),
      message: /^127\.0\.0\.1:6443 is in use\. Stop .* or choose another with --port/,
    },
    { name: 'a port in use, IPv6', error: listen('EADDRINUSE', '::1'), message: /^\[::1\]:6443 is in use/ },
    { name: 'a port for root', error: listen('EACCES'), message: /^not allowed to listen on 127/ },
    { name: "another machine's address", error: listen('EADDRNOTAVAIL'), message: /--bind-address/ },
    {
      name: "another machine's address, any port",
      error: Object.assign(listen('EADDRNOTAVAIL'), { port: undefined }),
      message: /^cannot listen on 127\.0\.0\.1: it is/,
    },
    {
      name: 'a folder of another',
      error: Object.assign(new Error('denied'), { code: 'EACCES', path: '/x' }),
      message: /^\/x cannot be used \(denied\)\. Correct its permissions/,
    },
    { name: 'a full disk', error: Object.assign(new Error('full'), { code: 'ENOSPC' }), message: /free some space/ },
    { name: 'a bad certificate', error: new PkiError('ca.crt is bad'), message: /^ca\.crt is bad$/ },
    { name: 'a bad setting', error: new ConfigError('port is bad'), message: /^port is bad$/ },
    { name: 'a bug', error: new TypeError('x is not a function'), message: undefined },
    { name: 'no error at all', error: 'text', message: undefined },
  ];
  for (const { name, error, message } of cases) {
    test(name, () => {
      const told = explain(error);
      if (message) assert.match(told!, message);
      else assert.equal(told, undefined);
    });
  }
});

test('the ready screen', () => {
  const ready = {
    version: '1.2.3',
    apiLevel: 'v1.36',
    url: 'https://127.0.0.1:6443',
    kubeconfigPath: "/my data/admin's.kubeconfig",
    facts: [{ label: 'Authorization', value: 'system:masters only' }],
    readyAfter: 420,
  };
  assert.equal(
    readyScreen(ready, createColors(false)),
    `Allium 1.2.3 serves Kubernetes v1.36

  API            https://127.0.0.1:6443
  Authorization  system:masters only
  Kubeconfig     /my data/admin's.kubeconfig

Next, in another terminal:

  export KUBECONFIG='/my data/admin'\\''s.kubeconfig'
  kubectl get namespaces

Ready in 0.42 s. Stop with Ctrl-C.
`,
  );
});
