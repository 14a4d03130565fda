/** How extension API servers are to authenticate those whom this one sends, and everyone else: upstream's ConfigMap. */
import type { KeptObject } from '../kept-object.ts';
import type { Objects } from '../objects.ts';

/** Authorities in PEM. */
export interface ExtensionAuthentication {
  readonly clientAuthorities: string;
  readonly frontProxy: {
    readonly authorities: string;
    /** Common names; empty: any. */
    readonly allowedNames: readonly string[];
    readonly usernameHeaders: readonly string[];
    readonly uidHeaders: readonly string[];
    readonly groupHeaders: readonly string[];
    readonly extraHeaderPrefixes: readonly string[];
  };
}

const PLACE = { namespace: 'kube-system', name: 'extension-apiserver-authentication' } as const;

/** What it says is exactly what this server goes by: an authority that is no longer trusted here is trusted nowhere. */
export function extensionAuthentication(objects: Objects, current: () => ExtensionAuthentication): KeptObject {
  return {
    ...PLACE,
    resource: objects.resource('', 'configmaps'),
    make: () => ({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: PLACE.name },
      data: dataOf(current()),
    }),
    repair: (kept) => ({ ...kept, data: dataOf(current()) }),
  };
}

function dataOf({ clientAuthorities, frontProxy }: ExtensionAuthentication): Record<string, string> {
  return {
    'client-ca-file': clientAuthorities,
    'requestheader-allowed-names': JSON.stringify(frontProxy.allowedNames),
    'requestheader-client-ca-file': frontProxy.authorities,
    'requestheader-extra-headers-prefix': JSON.stringify(frontProxy.extraHeaderPrefixes),
    'requestheader-group-headers': JSON.stringify(frontProxy.groupHeaders),
    'requestheader-uid-headers': JSON.stringify(frontProxy.uidHeaders),
    'requestheader-username-headers': JSON.stringify(frontProxy.usernameHeaders),
  };
}
