/** Kinds of settings about service account tokens. */
import { duration, type Kind, must } from './kinds.ts';

/** The issuer of secrets' tokens, which name their objects in another way. */
const LEGACY_ISSUER = 'kubernetes/serviceaccount';

/** The first issues tokens and is served to others (OpenID Connect Discovery, 3); the rest are only recognized. */
export const tokenIssuers: Kind<readonly string[]> = {
  placeholder: 'URL,…',
  separator: ',',
  parse(written) {
    const issuers = written.split(',').map((issuer) => issuer.trim());
    must(!issuers.includes('') && !issuers.includes(LEGACY_ISSUER), `issuers, of which none is ${LEGACY_ISSUER}`);
    const first = URL.parse(issuers[0]!);
    must(
      first?.protocol === 'https:' && first.search + first.hash === '',
      'an https URL without a query, to begin with',
    );
    return issuers;
  },
};

const ONE_HOUR = 3_600_000;

/** In milliseconds; 0 for no bound. */
export const tokenLifetime: Kind<number> = {
  placeholder: 'DURATION',
  parse(written) {
    const milliseconds = duration(0).parse(written);
    must(milliseconds === 0 || (milliseconds >= ONE_HOUR && milliseconds <= 2 ** 32 * 1000), '0s, or from 1h to 2^32s');
    return milliseconds;
  },
};

/** Tokens are believed no longer than what they stand for is there: for more, revocation could not hold. */
export const alwaysLookedUp: Kind<true> = {
  placeholder: '',
  parse(written) {
    must(written === 'true', 'true: tokens of accounts, pods and secrets that are gone are never believed');
    return true;
  },
};
