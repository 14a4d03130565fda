/** What the cluster tells of itself to those who have to trust it. */
import type { Settings } from '../config/settings.ts';
import type { ServerEndpoint } from '../controllers/bootstrap/kubernetes-service.ts';
import type { ClusterTrustSource } from '../controllers/cluster-authentication/cluster-authentication.ts';
import { localUrl } from '../server/listener/address.ts';
import type { ListenerAddress } from '../server/listener/listener.ts';
import type { Doors } from './doors.ts';
import { extensionAuthentication } from './front-proxy.ts';

/** @param endpoint how others reach the server; without an address only this machine does */
export function publishedTrust(
  settings: Settings,
  doors: Doors,
  bound: ListenerAddress,
  endpoint: ServerEndpoint,
): ClusterTrustSource {
  const server = localUrl({ host: endpoint.address ?? bound.host, port: endpoint.port });
  return {
    current: () => ({
      info: { server, authorities: doors.material.pki.trusted },
      extensions: extensionAuthentication(settings, doors),
    }),
    onChange: (listener) => doors.onChange(listener),
  };
}
