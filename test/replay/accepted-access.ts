import type { Accepted } from './accepted.ts';

const REVIEWS = [
  'review yes',
  'review no',
  'review subresource',
  'review group',
  'review path',
  'self review',
  'local review',
  'rules review',
  'bad token review',
];
/** Of the recording of who may do what. */
export const ACCEPTED_OF_ACCESS: readonly Accepted[] = [
  {
    reason: 'since v1.34 messages show values as JSON, where v1.32 wrote them as Go does',
    steps: ['role with path', 'binding role is immutable', 'review of both'],
    paths: ['body.message', /^body\.details\.causes\[\d\]\.message$/],
  },
  {
    reason: 'v1.36 leaves times that are not set out, where v1.32 wrote null',
    steps: REVIEWS,
    paths: ['body.metadata.creationTimestamp'],
  },
  {
    reason:
      'the server of the recording has a role of its distribution, ours one for the revocation list; the order is that of a map',
    steps: ['rules review'],
    paths: ['body.status.nonResourceRules'],
  },
  {
    reason: 'later versions tell the uid of the account in the answer to a token request',
    steps: ['token'],
    paths: ['body.metadata.uid'],
  },
  {
    reason: 'two default roles allow it: which of them is told is a matter of order',
    steps: ['review path'],
    paths: ['body.status.reason'],
  },
];
