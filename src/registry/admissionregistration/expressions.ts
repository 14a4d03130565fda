/** Expressions in what is written here. What compiles them is loaded where there are some: most clusters start without. */
import { LoadOnce } from '../../util/load-once.ts';

export const CHECKS = new LoadOnce(() => import('../../admission/policy/check-expressions.ts'));
