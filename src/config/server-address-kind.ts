import { type Kind, must } from './kinds.ts';

export interface ServerAddress {
  /** A name or an address, without brackets. */
  readonly host: string;
  readonly port: number;
}

/** The port of syslog over TLS. */
const DEFAULT_PORT = 6514;

/** `host`, `host:port`, `[address]:port` */
export const serverAddress: Kind<ServerAddress> = {
  placeholder: 'HOST:PORT',
  parse(written) {
    const match = /^(?:\[([0-9A-Fa-f:.]+)\]|([A-Za-z0-9.-]+))(?::(\d{1,5}))?$/.exec(written);
    const port = Number(match?.[3] ?? DEFAULT_PORT);
    must(match && port >= 1 && port <= 65535, 'a host and a port, such as logs.example.com:6514');
    return { host: (match[1] ?? match[2])!, port };
  },
};
