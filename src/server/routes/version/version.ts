import type { ApiRequest, ApiResponse } from '../../../request/http.ts';

/** The Kubernetes API level that is served. */
export const API_LEVEL = { major: '1', minor: '36' } as const;

/** version.Info, as kubectl reads it. */
export interface VersionInfo {
  readonly major: string;
  readonly minor: string;
  readonly emulationMajor: string;
  readonly emulationMinor: string;
  readonly minCompatibilityMajor: string;
  readonly minCompatibilityMinor: string;
  readonly gitVersion: string;
  readonly gitCommit: string;
  readonly gitTreeState: string;
  readonly buildDate: string;
  readonly goVersion: string;
  readonly compiler: string;
  readonly platform: string;
}

export interface Build {
  /** The package's version. */
  readonly version: string;
  /** `v24.1.0` */
  readonly nodeVersion: string;
  /** Of process.platform and process.arch. */
  readonly platform: string;
  readonly architecture: string;
}

/** Where Go's names of architectures differ from Node's. */
const GO_ARCHITECTURES: ReadonlyMap<string, string> = new Map([
  ['x64', 'amd64'],
  ['ia32', '386'],
  ['ppc64', 'ppc64le'],
]);

export function versionInfo(build: Build): VersionInfo {
  const { major, minor } = API_LEVEL;
  return {
    major,
    minor,
    emulationMajor: major,
    emulationMinor: minor,
    minCompatibilityMajor: major,
    minCompatibilityMinor: String(Number(minor) - 1),
    gitVersion: `v${major}.${minor}.0+allium.${build.version}`,
    gitCommit: '',
    gitTreeState: '',
    buildDate: '1970-01-01T00:00:00Z',
    goVersion: `node${build.nodeVersion.slice(1)}`,
    compiler: 'node',
    platform: `${build.platform}/${GO_ARCHITECTURES.get(build.architecture) ?? build.architecture}`,
  };
}

/** `/version`. */
export function versionRoute(info: VersionInfo) {
  const body = Buffer.from(JSON.stringify(info, null, 2));
  return ({ path, method }: ApiRequest): ApiResponse | undefined => {
    if ((path !== '/version' && path !== '/version/') || (method !== 'GET' && method !== 'HEAD')) return undefined;
    return { status: 200, headers: { 'content-type': 'application/json' }, body };
  };
}
