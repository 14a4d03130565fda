import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { parse } from 'yaml';
import { openTestApi } from '../../assembly/testing.ts';
import { systemClock } from '../../util/clock.ts';
import { type ClusterTrust, clusterAuthentication } from './cluster-authentication.ts';

const EXTENSIONS = '/api/v1/namespaces/kube-system/configmaps/extension-apiserver-authentication';
const INFO = '/api/v1/namespaces/kube-public/configmaps/cluster-info';

function trustOf(authority: string): ClusterTrust {
  return {
    info: { server: 'https://192.0.2.1:6443', authorities: authority },
    extensions: {
      clientAuthorities: authority,
      frontProxy: {
        authorities: 'front proxies\n',
        allowedNames: ['front-proxy-client'],
        usernameHeaders: ['X-Remote-User'],
        uidHeaders: ['X-Remote-Uid'],
        groupHeaders: ['X-Remote-Group'],
        extraHeaderPrefixes: ['X-Remote-Extra-'],
      },
    },
  };
}

async function open(t: TestContext) {
  const { api, call, close } = await openTestApi({ namespaces: ['kube-system', 'kube-public'] });
  let trust = trustOf('first\n');
  let changed = () => {};
  const source = {
    current: () => trust,
    onChange: (listener: () => void) => {
      changed = listener;
    },
  };
  const controller = clusterAuthentication(source, {
    objects: api.objects,
    client: api.client({ name: 'controller', groups: ['system:masters'] }, 'test'),
    clock: systemClock,
    log: { info: () => {}, warn: (message) => assert.fail(message) },
  });
  await controller.start();
  t.after(async () => {
    await controller.stop();
    await close();
  });
  const until = async (path: string, holds: (data: Record<string, string>) => boolean) => {
    for (let attempt = 0; ; attempt++) {
      const { body } = await call('GET', path);
      if (holds(body.data ?? {})) return body.data;
      if (attempt > 500) assert.fail(JSON.stringify(body));
      await new Promise(setImmediate);
    }
  };
  const rotate = () => {
    trust = trustOf('second\n');
    changed();
  };
  return { call, until, rotate };
}

test('extension servers are told what upstream tells them', async (t) => {
  const { call } = await open(t);
  assert.deepEqual((await call('GET', EXTENSIONS)).body.data, {
    'client-ca-file': 'first\n',
    'requestheader-allowed-names': '["front-proxy-client"]',
    'requestheader-client-ca-file': 'front proxies\n',
    'requestheader-extra-headers-prefix': '["X-Remote-Extra-"]',
    'requestheader-group-headers': '["X-Remote-Group"]',
    'requestheader-uid-headers': '["X-Remote-Uid"]',
    'requestheader-username-headers': '["X-Remote-User"]',
  });
});

test('machines that join are told where the cluster is', async (t) => {
  const { call } = await open(t);
  const { kubeconfig } = (await call('GET', INFO)).body.data;
  const { clusters } = parse(kubeconfig);
  const authority = Buffer.from('first\n').toString('base64');
  assert.deepEqual(clusters, [
    { name: '', cluster: { server: 'https://192.0.2.1:6443', 'certificate-authority-data': authority } },
  ]);
});

test('what others change is put right; signatures stay', async (t) => {
  const { call, until } = await open(t);
  const merge = { 'content-type': 'application/merge-patch+json' };
  await call('PATCH', EXTENSIONS, { data: { 'client-ca-file': 'forged', mine: 'too' } }, merge);
  await until(EXTENSIONS, (data) => data['client-ca-file'] === 'first\n' && data.mine === undefined);
  await call('PATCH', INFO, { data: { kubeconfig: 'forged', 'jws-kubeconfig-aaaaaa': 'x' } }, merge);
  await until(INFO, (data) => data.kubeconfig !== 'forged' && data['jws-kubeconfig-aaaaaa'] === 'x');
  await call('DELETE', EXTENSIONS);
  await until(EXTENSIONS, (data) => data['client-ca-file'] === 'first\n');
});

test('a change of authorities is published, and the old one withdrawn', async (t) => {
  const { until, rotate } = await open(t);
  rotate();
  await until(EXTENSIONS, (data) => data['client-ca-file'] === 'second\n');
  await until(INFO, (data) => data.kubeconfig!.includes(Buffer.from('second\n').toString('base64')));
});
