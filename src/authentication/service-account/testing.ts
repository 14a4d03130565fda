/** For tests: keys, tokens and the objects that they are bound to. */
import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import type { KubeObject } from '../../api/object.ts';
import type { ApiRequest } from '../../request/http.ts';
import type { LiveObjects, LiveResource } from './live-objects.ts';

export const ISSUER = 'https://issuer.example';

export function ecKey(namedCurve = 'P-256'): KeyObject {
  return generateKeyPairSync('ec', { namedCurve }).privateKey;
}

/** Objects in memory that tests change at will. */
export class TestObjects implements LiveObjects {
  readonly #objects = new Map<string, KubeObject>();

  set(resource: LiveResource, name: string, uid: string, more: Record<string, unknown> = {}): void {
    const { metadata, ...rest } = more as { metadata?: object };
    const object = { apiVersion: 'v1', kind: 'Test', metadata: { name, uid, ...metadata }, ...rest };
    this.#objects.set(`${resource}/${name}`, object);
  }

  remove(resource: LiveResource, name: string): void {
    this.#objects.delete(`${resource}/${name}`);
  }

  find(resource: LiveResource, namespace: string, name: string): KubeObject | undefined {
    return resource === 'nodes' || namespace === 'team' ? this.#objects.get(`${resource}/${name}`) : undefined;
  }
}

export function bearing(token: string): ApiRequest {
  return { headers: { authorization: `Bearer ${token}` } } as unknown as ApiRequest;
}
