import { sysctls } from './sysctls.ts';
import { testCheck } from './testing.ts';

const set = (...names: string[]) => ({ securityContext: { sysctls: names.map((name) => ({ name, value: '1' })) } });

testCheck(sysctls, [
  ['none', {}, undefined],
  ['safe ones', set('kernel.shm_rmid_forced', 'net.ipv4.ping_group_range'), undefined],
  ['others', set('b', 'net.ipv4.tcp_syncookies', 'a'), 'forbidden sysctls (b, a)'],
  ['of 1.27', set('net.ipv4.ip_local_reserved_ports'), undefined, 27],
  ['of 1.27', set('net.ipv4.ip_local_reserved_ports'), 'forbidden sysctls (net.ipv4.ip_local_reserved_ports)', 26],
  ['of 1.29', set('net.ipv4.tcp_keepalive_time', 'net.ipv4.tcp_fin_timeout'), undefined, 29],
  ['of 1.29', set('net.ipv4.tcp_fin_timeout'), 'forbidden sysctls (net.ipv4.tcp_fin_timeout)', 28],
  ['of 1.32', set('net.ipv4.tcp_rmem', 'net.ipv4.tcp_wmem'), undefined, 32],
  ['of 1.32', set('net.ipv4.tcp_rmem'), 'forbidden sysctls (net.ipv4.tcp_rmem)', 31],
]);
