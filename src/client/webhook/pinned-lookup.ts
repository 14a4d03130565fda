/**
 * Names into addresses, once a connection: what was checked is what is dialled (CVE-2020-8562: a name that means
 * something else the second time).
 */
import type { LookupAddress } from 'node:dns';
import { lookup } from 'node:dns/promises';
import type { LookupFunction } from 'node:net';
import { isSpecial, parseIp } from '../../util/ip.ts';

type Resolve = (name: string) => Promise<readonly LookupAddress[]>;

const resolveAll: Resolve = (name) => lookup(name, { all: true });

/** Threat: cloud providers hand out credentials of the machine on link-local addresses. No webhook is there. */
export function isRefused(address: string): boolean {
  const ip = parseIp(address);
  return ip !== undefined && (isSpecial(ip, 'linkLocal') || isSpecial(ip, 'unspecified'));
}

export function refusal(): NodeJS.ErrnoException {
  return Object.assign(new Error('the address is not allowed'), { code: 'EACCES' });
}

/** For the option `lookup` of connections. */
export function pinnedLookup(resolve: Resolve = resolveAll): LookupFunction {
  return (name, { all, family }, callback) => {
    const ofFamily = ({ family: found }: LookupAddress) => (family !== 4 && family !== 6 ? true : family === found);
    resolve(name).then(
      (addresses) => {
        const [first] = addresses.filter(ofFamily);
        if (!first || addresses.some(({ address }) => isRefused(address))) callback(refusal(), []);
        else if (all) callback(null, addresses.filter(ofFamily));
        else callback(null, first.address, first.family);
      },
      (error: NodeJS.ErrnoException) => callback(error, []),
    );
  };
}
