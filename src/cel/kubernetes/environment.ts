/** Expressions as Kubernetes 1.36 lets them be written (k8s.io/apiserver/pkg/cel/environment). */
import type { Environment } from '../environment.ts';
import { LITERAL_STYLE } from '../library/format-styles.ts';
import { LISTS } from '../library/lists.ts';
import { OPTIONALS } from '../library/optional.ts';
import { SETS } from '../library/sets.ts';
import { STANDARD_ENVIRONMENT } from '../library/standard.ts';
import { stringsLibrary } from '../library/strings.ts';
import { TWO_VARIABLE_COMPREHENSIONS } from '../library/two-variables.ts';
import { AUTHORIZATION } from './authorizer.ts';
import { CIDRS } from './cidr.ts';
import { IPS } from './ip.ts';
import { KUBERNETES_LISTS } from './lists.ts';
import { REGEX } from './regex.ts';
import { SEMVERS } from './semver.ts';
import { URLS } from './url.ts';

/**
 * No variables: whoever evaluates expressions adds those that they may speak of. Quantities and named formats need what
 * this layer does not know: quantityLibrary and formatsLibrary make them.
 */
export const KUBERNETES_ENVIRONMENT: Environment = STANDARD_ENVIRONMENT.extend({
  mixedLiterals: false,
  quotedFields: false,
  libraries: [
    URLS,
    REGEX,
    KUBERNETES_LISTS,
    AUTHORIZATION,
    OPTIONALS,
    stringsLibrary(LITERAL_STYLE),
    SETS,
    IPS,
    CIDRS,
    TWO_VARIABLE_COMPREHENSIONS,
    SEMVERS,
    LISTS,
  ],
});
