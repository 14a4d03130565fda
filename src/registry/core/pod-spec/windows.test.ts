import { app, type SpecCase, testSpecs } from './testing/pod-cases.ts';

const OPTIONS = 'spec.containers[0].securityContext.windowsOptions';

const CASES: SpecCase[] = [
  [
    'a Windows pod',
    (spec) => {
      spec.os = { name: 'windows' };
      spec.securityContext = { runAsNonRoot: true, windowsOptions: { runAsUserName: 'DOMAIN\\user' } };
    },
  ],
  [
    'an unknown system',
    (spec) => {
      spec.os = { name: 'plan9' };
    },
    'spec.os: Unsupported value: "plan9": supported values: "linux", "windows"',
  ],
  [
    'a system without a name',
    (spec) => {
      spec.os = {};
    },
    'spec.os.name: Required value',
  ],
  [
    'fields of Linux in a Windows pod',
    (spec) => {
      Object.assign(spec, { os: { name: 'windows' }, hostPID: true, resources: {} });
      spec.securityContext = { fsGroup: 1, sysctls: [] };
      app(spec).securityContext = { privileged: false, capabilities: {} };
    },
    'spec.resources: Forbidden: may not be set for a windows pod',
    'spec.hostPID: Forbidden: cannot be set for a windows pod',
    'spec.securityContext.fsGroup: Forbidden: cannot be set for a windows pod',
    'spec.containers[0].securityContext.capabilities: Forbidden: cannot be set for a windows pod',
    'spec.containers[0].securityContext.privileged: Forbidden: cannot be set for a windows pod',
  ],
  [
    'options of Windows in a Linux pod',
    (spec) => {
      spec.os = { name: 'linux' };
      spec.securityContext = { windowsOptions: {} };
      app(spec).securityContext = { windowsOptions: {} };
    },
    'spec.securityContext.windowsOptions: Forbidden: windows options cannot be set for a linux pod',
    'spec.containers[0].securityContext.windowsOptions: Forbidden: windows options cannot be set for a linux pod',
  ],
  [
    'host process containers: all or none, on the host network',
    (spec) => {
      app(spec).securityContext = { windowsOptions: { hostProcess: true } };
      spec.containers!.push({ name: 'b', image: 'b:1' });
    },
    'spec: Invalid value: "": If pod contains any hostProcess containers then all containers must be HostProcess containers',
    'spec.hostNetwork: Invalid value: false: hostNetwork must be true if pod contains any hostProcess containers',
  ],
  [
    'host process containers inherit from their pod',
    (spec) => {
      spec.hostNetwork = true;
      spec.securityContext = { windowsOptions: { hostProcess: true } };
    },
  ],
  [
    'a container does not contradict its pod',
    (spec) => {
      spec.securityContext = { windowsOptions: { hostProcess: false } };
      app(spec).securityContext = { windowsOptions: { hostProcess: true } };
      spec.hostNetwork = true;
    },
    `${OPTIONS}.hostProcess: Invalid value: true: pod hostProcess value must be identical if both are specified, was false`,
  ],
  ...(
    [
      ['', 'runAsUserName cannot be an empty string'],
      ['a\\b\\c', 'runAsUserName cannot contain more than one backslash'],
      ['..', "runAsUserName's User cannot contain only periods or spaces"],
      ['a+b', `runAsUserName's User cannot contain the following characters: "/\\:;|=,+*?<>@[]`],
      ['..\\a', "runAsUserName's Domain doesn't match the NetBios nor the DNS format"],
      ['A\\', "runAsUserName's User cannot be empty"],
      [`A\\${'u'.repeat(105)}`, "runAsUserName's User length must not be longer than 104 characters"],
    ] as const
  ).map(
    ([name, error]): SpecCase => [
      `the user name ${JSON.stringify(name)} is refused`,
      (spec) => {
        app(spec).securityContext = { windowsOptions: { runAsUserName: name } };
      },
      `${OPTIONS}.runAsUserName: Invalid value: ${JSON.stringify(name)}: ${error}`,
    ],
  ),
];

testSpecs(CASES);
