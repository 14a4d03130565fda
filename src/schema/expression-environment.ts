/** Kubernetes' functions that need its own rules of amounts and names. */
import { isDns1035Label, isDns1123Label, isDns1123Subdomain, isLabelValue, isQualifiedName } from '../api/names.ts';
import { Quantity } from '../api/quantity.ts';
import type { Environment } from '../cel/environment.ts';
import { KUBERNETES_ENVIRONMENT } from '../cel/kubernetes/environment.ts';
import { type FormatCheck, formatsLibrary } from '../cel/kubernetes/formats.ts';
import { quantityLibrary } from '../cel/kubernetes/quantity.ts';

/** Of what stands before a generated suffix: it may end with a dash. */
function prefixOf(check: FormatCheck): FormatCheck {
  return (text) => check(text.length > 1 && text.endsWith('-') ? `${text.slice(0, -2)}a` : text);
}

const FORMATS: Readonly<Record<string, FormatCheck>> = {
  dns1123Label: isDns1123Label,
  dns1123Subdomain: isDns1123Subdomain,
  dns1035Label: isDns1035Label,
  qualifiedName: isQualifiedName,
  dns1123LabelPrefix: prefixOf(isDns1123Label),
  dns1123SubdomainPrefix: prefixOf(isDns1123Subdomain),
  dns1035LabelPrefix: prefixOf(isDns1035Label),
  labelValue: isLabelValue,
};

/** No variables. */
export const FULL_ENVIRONMENT: Environment = KUBERNETES_ENVIRONMENT.extend({
  libraries: [quantityLibrary<Quantity>(Quantity), formatsLibrary(FORMATS)],
});
