/** Expressions as Kubernetes lets them be written (k8s.io/apiserver/pkg/cel/environment). */
import type { Environment } from '../environment.ts';
import { STANDARD_ENVIRONMENT } from '../library/standard.ts';

/** No variables: whoever evaluates expressions adds those that they may speak of. */
export const KUBERNETES_ENVIRONMENT: Environment = STANDARD_ENVIRONMENT.extend({ mixedLiterals: false });
