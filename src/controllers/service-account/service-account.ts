/**
 * A service account `default` in every namespace: pods that name none run as it.
 * https://kubernetes.io/docs/reference/access-authn-authz/service-accounts-admin/#serviceaccount-controller
 */
import type { Controller, ControllerPorts } from '../controller.ts';
import { NamespacesKeeper } from '../kept-in-namespaces.ts';

export const SERVICE_ACCOUNT_CONTROLLER = 'service-account-controller';
const NAME = 'default';

export function serviceAccountController(ports: ControllerPorts): Controller {
  const resource = ports.objects.resource('', 'serviceaccounts');
  const make = () => ({ apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: NAME } });
  const kept = (namespace: string) => ({ resource, namespace, name: NAME, make });
  return new NamespacesKeeper({ controller: SERVICE_ACCOUNT_CONTROLLER, resource, objectName: NAME, in: kept }, ports);
}
