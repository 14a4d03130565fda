import { type SpecCase, testSpecs } from './testing/pod-cases.ts';

const SUBDOMAIN =
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";

const CASES: SpecCase[] = [
  [
    'a configured resolver',
    (spec) => {
      spec.dnsPolicy = 'None';
      spec.dnsConfig = {
        nameservers: ['10.0.0.1', '2001:db8::1'],
        searches: ['.', '_tcp.example.com.', 'example.com'],
        options: [{ name: 'ndots', value: '2' }],
      };
      spec.hostAliases = [{ ip: '10.0.0.1', hostnames: ['a.example.com'] }];
      spec.hostnameOverride = 'a.example.com';
    },
  ],
  [
    'None needs a configuration',
    (spec) => {
      spec.dnsPolicy = 'None';
    },
    'spec.dnsConfig: Required value: must provide `dnsConfig` when `dnsPolicy` is None',
  ],
  [
    'None needs a server',
    (spec) => {
      spec.dnsPolicy = 'None';
      spec.dnsConfig = {};
    },
    'spec.dnsConfig.nameservers: Required value: must provide at least one DNS nameserver when `dnsPolicy` is None',
  ],
  [
    'servers, searches and options',
    (spec) => {
      spec.dnsConfig = { nameservers: ['1.1.1.1', '1.1.1.2', '1.1.1.3', 'x'], searches: ['A'], options: [{}] };
    },
    'spec.dnsConfig.nameservers: Invalid value: ["1.1.1.1","1.1.1.2","1.1.1.3","x"]: must not have more than 3 nameservers',
    'spec.dnsConfig.nameservers[3]: Invalid value: "x": must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)',
    `spec.dnsConfig.searches[0]: Invalid value: "A": ${SUBDOMAIN.replace("'-' or '.'", "'-', '_' or '.'")}`,
    'spec.dnsConfig.options[0]: Required value: must not be empty',
  ],
  [
    'aliases',
    (spec) => {
      spec.hostAliases = [{ ip: '300.0.0.1', hostnames: ['_'] }];
    },
    'spec.hostAliases[0].ip: Invalid value: "300.0.0.1": must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)',
    `spec.hostAliases[0].hostnames[0]: Invalid value: "_": ${SUBDOMAIN}`,
  ],
  [
    'an override stands alone',
    (spec) => {
      Object.assign(spec, { hostnameOverride: 'h', setHostnameAsFQDN: true, hostNetwork: true });
    },
    'spec.hostnameOverride: Forbidden: may not be specified when setHostnameAsFQDN is true',
    'spec.hostnameOverride: Forbidden: may not be specified when hostNetwork is true',
  ],
  [
    'an override fits into a host name',
    (spec) => {
      spec.hostnameOverride = 'h'.repeat(65);
    },
    'spec.hostnameOverride: Too long: may not be more than 64 bytes',
  ],
];

testSpecs(CASES);
