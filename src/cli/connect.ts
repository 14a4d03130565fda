import { ApiClient } from '../client/client.ts';
import { type Endpoint, HttpsTransport } from '../client/https.ts';
import { kubeconfigPath, readKubeconfig } from './kubeconfig.ts';

/** A server, asked as whom a kubeconfig names. */
export interface Connection {
  readonly client: ApiClient;
  readonly endpoint: Endpoint;
  close(): void;
}

/** @param kubeconfig the flag's; undefined: as kubectl finds one @throws ConfigError */
export async function connect(kubeconfig: string | undefined): Promise<Connection> {
  return connectTo(await readKubeconfig(kubeconfigPath(kubeconfig)));
}

export function connectTo(endpoint: Endpoint): Connection {
  const transport = new HttpsTransport(endpoint);
  return { client: new ApiClient(transport, 'allium'), endpoint, close: () => transport.close() };
}
