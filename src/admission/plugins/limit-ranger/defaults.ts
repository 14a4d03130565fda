/** What containers get that a limit range has defaults for. */
import type { V1Container, V1LimitRange, V1Pod } from '../../../schema/generated/types.ts';

/** Tells what was filled in. */
const ANNOTATION = 'kubernetes.io/limit-ranger';

type Amounts = ReadonlyMap<string, string>;

interface Defaults {
  readonly requests: Amounts;
  readonly limits: Amounts;
}

const PARTS = [
  { part: 'requests', noun: 'request' },
  { part: 'limits', noun: 'limit' },
] as const;

export function setDefaults(pod: V1Pod, limitRange: V1LimitRange): void {
  const defaults = defaultsOf(limitRange);
  const { containers, initContainers = [] } = pod.spec ?? {};
  const notes = [
    ...(containers ?? []).flatMap((container) => fill(container, defaults, 'container')),
    ...initContainers.flatMap((container) => fill(container, defaults, 'init container')),
  ];
  if (notes.length === 0) return;
  const { annotations } = pod.metadata!;
  pod.metadata!.annotations = { ...annotations, [ANNOTATION]: `LimitRanger plugin set: ${notes.join('; ')}` };
}

/** Of several limits for containers the last one says. */
function defaultsOf({ spec }: V1LimitRange): Defaults {
  const items = (spec?.limits ?? []).filter(({ type }) => type === 'Container');
  return {
    requests: new Map(items.flatMap(({ defaultRequest }) => Object.entries(defaultRequest ?? {}))),
    limits: new Map(items.flatMap((item) => Object.entries(item.default ?? {}))),
  };
}

/** @returns what was filled in, in words */
function fill(container: V1Container, defaults: Defaults, what: string): string[] {
  return PARTS.flatMap(({ part, noun }) => {
    const given = container.resources?.[part] ?? {};
    const missing = [...defaults[part]].filter(([name]) => !Object.hasOwn(given, name));
    if (missing.length === 0) return [];
    container.resources = { ...container.resources, [part]: { ...given, ...Object.fromEntries(missing) } };
    const names = missing.map(([name]) => name).sort();
    return [`${names.join(', ')} ${noun} for ${what} ${container.name}`];
  });
}
