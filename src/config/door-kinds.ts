/** Kinds of settings about TLS and front proxies. */
import { CIPHER_SUITES, INSECURE_CIPHER_SUITES } from '../server/tls/policy.ts';
import { type Kind, must } from './kinds.ts';

export const cipherSuite: Kind<string> = {
  placeholder: 'SUITE',
  parse(name) {
    must(!INSECURE_CIPHER_SUITES.has(name), `a suite that is secure: ${name} is not`);
    must(CIPHER_SUITES.includes(name), `suites by their IANA names: ${CIPHER_SUITES.join(', ')}`);
    return name;
  },
};

const HEADER_NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
/** What the server reads itself. Threat: a header that is taken for an identity is hidden from everything else. */
const RESERVED = ['authorization', 'accept', 'content-type', 'content-length', 'expect', 'host', 'impersonate-user'];

/** The name of a header by which a front proxy tells who a user is. */
export const identityHeader: Kind<string> = {
  placeholder: 'HEADER',
  parse(name) {
    must(HEADER_NAME.test(name), 'names of headers');
    must(!RESERVED.includes(name.toLowerCase()), `headers of their own: ${name} has a meaning already`);
    return name;
  },
};

/** What such headers begin with. */
export const identityHeaderPrefix: Kind<string> = {
  placeholder: 'PREFIX',
  parse(prefix) {
    must(HEADER_NAME.test(prefix), 'the beginnings of names of headers');
    const taken = RESERVED.find((name) => name.startsWith(prefix.toLowerCase()));
    must(taken === undefined, `headers of their own: ${taken} has a meaning already`);
    return prefix;
  },
};
