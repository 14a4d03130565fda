/** Where an answer may differ from the one recorded (a kube-apiserver of v1.32), and why. */
export interface Accepted {
  readonly reason: string;
  /** Names of the steps. */
  readonly steps: readonly string[];
  /** What the paths of the differences begin with, or match. */
  readonly paths: readonly (string | RegExp)[];
  /** It is not there in every run. */
  readonly varies?: true;
}

export const ACCEPTED: readonly Accepted[] = [
  {
    reason: 'since v1.34 messages show values as JSON, where v1.32 wrote them as Go does',
    steps: [
      'bad dry run',
      'selector is immutable',
      'selector mismatch',
      'no selector',
      'both surge zero',
      'cluster ip taken',
    ],
    paths: ['body.message', /^body\.details\.causes\[\d\]\.message$/],
  },
  {
    reason: 'answers are not given in protobuf, so it is not offered',
    steps: ['unacceptable'],
    paths: ['body.message'],
  },
  {
    reason: 'v1.36 leaves times that are not set out of templates, where v1.32 wrote null',
    steps: ['deployment', 'strategic adds a container', 'strategic deletes it', 'strategic env merge', 'status alone'],
    paths: ['body.spec.template.metadata.creationTimestamp'],
  },
  {
    reason: 'v1.36 describes these columns in other words',
    steps: ['deployment table'],
    paths: [/^body\.columnDefinitions\[[23]\]\.description$/],
  },
  {
    reason: 'kube-apiserver checks finalizers twice and tells the same cause twice',
    steps: ['finalizer added late'],
    paths: ['body.details.causes'],
  },
  {
    reason: 'the server of the recording had another address',
    steps: ['api'],
    paths: ['body.serverAddressByClientCIDRs[0].serverAddress'],
  },
  {
    reason: 'v1.36 has a subresource that v1.32 had not',
    steps: ['core resources'],
    paths: ['body.resources.pods/resize'],
  },
  {
    reason: 'objects grow older while the recording is played',
    steps: ['get as table', 'deployment table'],
    paths: [/^body\.rows\[0\]\.cells\[\d\]$/],
    varies: true,
  },
];
