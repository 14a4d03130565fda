import { writeFilesAtomically } from '../util/atomic-file.ts';
import { PkiError } from './errors.ts';
import { type PemPair, PRIVATE_MODE } from './pem-pair.ts';

export interface KubeconfigFacts {
  readonly cluster: string;
  readonly user: string;
  /** `https://host:port` */
  readonly server: string;
  /** PEM: what the serving certificate is verified against. */
  readonly authority: string;
  /** By what the user is authenticated. */
  readonly client: PemPair | { readonly token: string };
}

const base64 = (text: string) => Buffer.from(text).toString('base64');
/** JSON strings are YAML strings. */
const quote = JSON.stringify;

/** A kubeconfig with one context, laid out as kubectl writes it. */
export function kubeconfig(facts: KubeconfigFacts): string {
  const { cluster, user } = facts;
  const context = `${user}@${cluster}`;
  return `apiVersion: v1
kind: Config
clusters:
- cluster:
    certificate-authority-data: ${base64(facts.authority)}
    server: ${quote(facts.server)}
  name: ${quote(cluster)}
contexts:
- context:
    cluster: ${quote(cluster)}
    user: ${quote(user)}
  name: ${quote(context)}
current-context: ${quote(context)}
preferences: {}
users:
- name: ${quote(user)}
  user:
${credential(facts.client)}`;
}

function credential(client: KubeconfigFacts['client']): string {
  if ('token' in client) return `    token: ${quote(client.token)}\n`;
  return `    client-certificate-data: ${base64(client.certificate)}
    client-key-data: ${base64(client.privateKey)}
`;
}

/** It holds a private key: only its owner may read it. */
export async function writeKubeconfig(path: string, facts: KubeconfigFacts): Promise<void> {
  try {
    await writeFilesAtomically([{ path, data: kubeconfig(facts), mode: PRIVATE_MODE }]);
  } catch (error) {
    throw new PkiError(
      `cannot write the kubeconfig ${path}: ${(error as Error).message}. Choose another --kubeconfig.`,
    );
  }
}
