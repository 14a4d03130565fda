/** The administrator's kubeconfig, kept current: its certificate is renewed, the authorities that it trusts change. */
import { writeKubeconfig } from '../pki/kubeconfig.ts';
import type { Doors } from './doors.ts';

const CLUSTER = 'allium';
const ADMIN = 'kubernetes-admin';

export interface KeptKubeconfig {
  readonly path: string;
  /** `https://host:port` */
  readonly server: string;
  /** Of a later writing; the file stays as it was. */
  onError(error: unknown): void;
}

/** Resolves when it is written first. @throws PkiError when it cannot be */
export async function keepAdminKubeconfig(doors: Doors, { path, server, onError }: KeptKubeconfig): Promise<void> {
  const write = () => {
    const { trusted, admin } = doors.material.pki;
    return writeKubeconfig(path, { cluster: CLUSTER, user: ADMIN, server, authority: trusted, client: admin });
  };
  let last = write();
  // One after the other: the newest is to stay.
  doors.onChange(() => {
    last = last.then(write).catch(onError);
  });
  await last;
}
