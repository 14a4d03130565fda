/** Kinds of settings about tokens of OpenID Connect issuers. */
import { SIGNING_ALGORITHMS } from '../authentication/oidc/algorithms.ts';
import { choice, type Kind, list, must } from './kinds.ts';

const claimPair: Kind<readonly [claim: string, value: string]> = {
  placeholder: 'CLAIM=VALUE',
  parse(text) {
    const at = text.indexOf('=');
    must(at > 0, 'a claim and its value, such as hd=example.com');
    return [text.slice(0, at), text.slice(at + 1)];
  },
};

export const claimPairs = list(claimPair);
export const signingAlgorithms = list(choice(...SIGNING_ALGORITHMS));
