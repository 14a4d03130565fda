/** Bootstrap tokens, as many as count: clusters have a handful. */
import type { KubeObject } from '../../src/api/object.ts';
import { bootstrapTokenAuthenticator } from '../../src/authentication/bootstrap-token/bootstrap-token.ts';
import type { ApiRequest } from '../../src/request/http.ts';
import type { Credentials } from './kinds.ts';

const encode = (text: string) => Buffer.from(text).toString('base64');

function secretOf(id: string, secret: string): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: `bootstrap-token-${id}`, namespace: 'kube-system' },
    type: 'bootstrap.kubernetes.io/token',
    data: {
      'token-id': encode(id),
      'token-secret': encode(secret),
      'usage-bootstrap-authentication': encode('true'),
      'auth-extra-groups': encode('system:bootstrappers:kubeadm:default-node-token'),
      expiration: encode('2999-01-01T00:00:00Z'),
    },
  };
}

export async function bootstrapTokens(count: number): Promise<Credentials> {
  const ids = Array.from({ length: count }, (_, index) => index.toString(36).padStart(6, '0'));
  const secrets = new Map(ids.map((id) => [`bootstrap-token-${id}`, secretOf(id, `${id}0123456789`)]));
  const requests = ids.map(
    (id) => ({ headers: { authorization: `Bearer ${id}.${id}0123456789` } }) as unknown as ApiRequest,
  );
  return {
    requests,
    open: () => bootstrapTokenAuthenticator({ findSecret: (name) => secrets.get(name), now: Date.now }),
  };
}
