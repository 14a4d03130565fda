import { path } from '../../api/field.ts';
import type { KubeObject } from '../../api/object.ts';
import type { V1ServiceAccount } from '../../schema/generated/types.ts';
import { defineResource } from '../resource.ts';

type ServiceAccount = V1ServiceAccount & KubeObject;

const ENFORCE_MOUNTABLE_SECRETS = 'kubernetes.io/enforce-mountable-secrets';

/** Secrets are of the account's own namespace: only their names mean anything. */
function keepSecretNames(account: ServiceAccount): void {
  if (account.secrets) account.secrets = account.secrets.map(({ name }) => ({ name }));
}

function warnings(account: ServiceAccount, old: ServiceAccount | undefined): string[] {
  if (!hasAnnotation(account) || (old && hasAnnotation(old))) return [];
  const at = path('metadata', 'annotations').key(ENFORCE_MOUNTABLE_SECRETS);
  return [`${at}: deprecated in v1.32+; prefer separate namespaces to isolate access to mounted secrets`];
}

function hasAnnotation(account: ServiceAccount): boolean {
  return Object.hasOwn(account.metadata.annotations ?? {}, ENFORCE_MOUNTABLE_SECRETS);
}

export const serviceAccounts = defineResource<ServiceAccount>({
  name: 'serviceaccounts',
  kind: 'ServiceAccount',
  namespaced: true,
  returnsDeleted: true,
  shortNames: ['sa'],
  strategy: { prepareForCreate: keepSecretNames, prepareForUpdate: keepSecretNames, warnings },
});
