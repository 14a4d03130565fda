import { ACCESS } from './access.ts';
import { ADMISSION_EXPLANATION } from './admission-explanation.ts';
import { ADMISSION_PLUGIN } from './admission-plugin.ts';
import { CREDENTIAL_REVOCATION } from './credential-revocation.ts';
import { ISSUED_CREDENTIAL } from './issued-credential.ts';
import type { OwnModel } from './model.ts';
import { POD_SECURITY_POLICY } from './pod-security-policy.ts';

/** By class name. */
export const OWN_MODELS: ReadonlyMap<string, OwnModel> = new Map(
  [
    ...ACCESS,
    ...ADMISSION_EXPLANATION,
    ...ADMISSION_PLUGIN,
    ...CREDENTIAL_REVOCATION,
    ...ISSUED_CREDENTIAL,
    ...POD_SECURITY_POLICY,
  ].map((own) => [own.model, own]),
);
