/** The cluster's authority in every namespace, for pods to check the API server's certificate against. */
import type { KubeObject } from '../../api/object.ts';
import { deepEqual } from '../../util/deep-equal.ts';
import type { Controller, ControllerPorts } from '../controller.ts';
import { NamespacesKeeper } from '../kept-in-namespaces.ts';

export const ROOT_CA_PUBLISHER = 'root-ca-cert-publisher';
const NAME = 'kube-root-ca.crt';
/** Clients are shown this text: it is upstream's. */
const DESCRIPTION = {
  'kubernetes.io/description':
    'Contains a CA bundle that can be used to verify the kube-apiserver when using internal endpoints such as the internal service IP or kubernetes.default.svc. No other usage is guaranteed across distributions of Kubernetes clusters.',
};

/** Whom clients are to trust. */
export interface TrustBundle {
  /** PEM. */
  current(): string;
  onChange(listener: () => void): void;
}

export function rootCaPublisher(trusted: TrustBundle, ports: ControllerPorts): Controller {
  const resource = ports.objects.resource('', 'configmaps');
  const data = () => ({ 'ca.crt': trusted.current() });
  const make = () => ({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: NAME, annotations: DESCRIPTION },
    data: data(),
  });
  const repair = (current: KubeObject) => {
    const annotations = { ...current.metadata.annotations, ...DESCRIPTION };
    return { ...current, metadata: { ...current.metadata, annotations }, data: data() };
  };
  const isBeyondRepair = (current: KubeObject) => current.immutable === true && !deepEqual(current.data, data());
  const kept = (namespace: string) => ({ resource, namespace, name: NAME, make, repair, isBeyondRepair });
  const keeper = new NamespacesKeeper({ controller: ROOT_CA_PUBLISHER, resource, objectName: NAME, in: kept }, ports);
  trusted.onChange(() => keeper.checkAll());
  return keeper;
}
