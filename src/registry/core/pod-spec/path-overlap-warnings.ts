/**
 * Volumes whose files stand at the same path, or one of which would be a directory of the other: the later hides the
 * earlier, or the volume cannot be made.
 */
import { goQuote } from '../../../api/go-format.ts';
import type { V1Volume, V1VolumeProjection } from '../../../schema/generated/types.ts';

/** A path in a volume and, where several sources make the volume, its source. */
interface SourcedPath {
  readonly path: string;
  readonly source: string;
}

/**
 * Threat: every file of thousands can overlap every other. So many of a volume are compared, and so many warnings
 * given, which is more than an answer's headers carry.
 */
const MOST_COMPARED = 100;
const MOST_WARNINGS = 100;

export function pathOverlapWarnings(volumes: readonly V1Volume[]): string[] {
  return [...allWarnings(volumes).take(MOST_WARNINGS)];
}

function* allWarnings(volumes: readonly V1Volume[]): Generator<string> {
  for (const { name = '', configMap, secret, downwardAPI, projected } of volumes) {
    const volume = `volume ${goQuote(name)}`;
    if (configMap) yield* overlaps(filesOf(configMap.items), `${volume} (ConfigMap ${goQuote(configMap.name ?? '')})`);
    if (secret) yield* overlaps(filesOf(secret.items), `${volume} (Secret ${goQuote(secret.secretName ?? '')})`);
    if (downwardAPI) yield* overlaps(filesOf(downwardAPI.items), `${volume} (DownwardAPI)`);
    const sources = projected?.sources ?? [];
    for (const source of sources) {
      if (Object.keys(source).length === 0) yield `${volume} (Projected) has no sources provided`;
    }
    yield* overlaps(sources.flatMap(projectedFiles), `${volume} (Projected)`);
  }
}

function projectedFiles({ configMap, secret, downwardAPI, serviceAccountToken }: V1VolumeProjection): SourcedPath[] {
  if (configMap?.items) return filesOf(configMap.items, `ConfigMap ${goQuote(configMap.name ?? '')}`);
  if (secret?.items) return filesOf(secret.items, `Secret ${goQuote(secret.name ?? '')}`);
  if (downwardAPI?.items) return filesOf(downwardAPI.items, 'DownwardAPI');
  return serviceAccountToken ? filesOf([serviceAccountToken], 'ServiceAccountToken') : [];
}

function filesOf(files: readonly { path?: string }[] | undefined, source = ''): SourcedPath[] {
  return (files ?? []).map(({ path = '' }) => ({ path: path.replace(/(?<!\/)\/+$/, ''), source }));
}

function* overlaps(files: readonly SourcedPath[], volume: string): Generator<string> {
  const earlier: SourcedPath[] = [];
  for (const file of files) {
    if (file.path === '') continue;
    for (const other of earlier) {
      if (isWithin(file.path, other.path) || isWithin(other.path, file.path)) {
        yield `${volume}: overlapping paths: ${show(file)} with ${show(other)}`;
      }
    }
    if (earlier.length < MOST_COMPARED) earlier.push(file);
  }
}

function isWithin(path: string, directory: string): boolean {
  return path.startsWith(directory) && (path.length === directory.length || path[directory.length] === '/');
}

function show({ path, source }: SourcedPath): string {
  return source === '' ? goQuote(path) : `${goQuote(path)} (${source})`;
}
