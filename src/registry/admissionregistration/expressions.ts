/** Expressions in what is written here. What compiles them is loaded where there are some: most clusters start without. */
type Checks = typeof import('../../admission/policy/check-expressions.ts');

let loaded: Checks | undefined;

/** To be awaited before `checks`. */
export async function loadChecks(): Promise<void> {
  loaded ??= await import('../../admission/policy/check-expressions.ts');
}

/** @throws Error when they are not loaded: what is not checked must not be stored */
export function checks(): Checks {
  if (!loaded) throw new Error('the checks of expressions are not loaded');
  return loaded;
}
