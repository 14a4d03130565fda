/** What the ServiceAccount admission plugin asks of the cluster. */
import type { ServiceAccountPorts } from '../admission/plugins/service-account/service-account.ts';
import { keyOf, type Objects } from '../controllers/objects.ts';
import type { Clock } from '../util/clock.ts';

/** For how long the first pods of a namespace wait for its default account. */
const WAIT_MILLISECONDS = 1000;

export interface ServiceAccountParts {
  readonly objects: Objects;
  readonly clock: Clock;
  suffix(): string;
}

export function serviceAccountPorts({ objects, clock, suffix }: ServiceAccountParts): ServiceAccountPorts {
  const accounts = objects.resource('', 'serviceaccounts');
  return {
    suffix,
    find: (namespace, name) => objects.find(accounts, namespace, name)?.object,
    appears: (namespace, name) =>
      new Promise((resolve) => {
        const key = keyOf(accounts, namespace, name);
        const stop = objects.watch(accounts, ({ type, current }) => {
          if (type !== 'ADDED' || current.key !== key) return;
          stop();
          cancel();
          resolve(current.object);
        });
        const cancel = clock.setTimeout(() => {
          stop();
          resolve(undefined);
        }, WAIT_MILLISECONDS);
      }),
  };
}
