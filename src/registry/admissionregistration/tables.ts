import type { KubeObject } from '../../api/object.ts';
import type {
  V1LabelSelector,
  V1MutatingAdmissionPolicy,
  V1ParamKind,
  V1ParamRef,
  V1ValidatingAdmissionPolicy,
  V1ValidatingAdmissionPolicyBinding,
  V1ValidatingWebhookConfiguration,
} from '../../schema/generated/types.ts';
import type { TableDefinition } from '../resource.ts';
import { AGE, column, count, type GroupTables, NAME, table } from '../table/columns.ts';

type WebhookConfiguration = V1ValidatingWebhookConfiguration & KubeObject;
type ValidatingAdmissionPolicy = V1ValidatingAdmissionPolicy & KubeObject;
type MutatingAdmissionPolicy = V1MutatingAdmissionPolicy & KubeObject;
type Binding = V1ValidatingAdmissionPolicyBinding & KubeObject;

const UNSET = '<unset>';
const PARAM_KIND = 'The kind of object that parameters come from.';

const webhookConfigurations = table<WebhookConfiguration>(
  NAME,
  count('Webhooks', 'How many webhooks there are.', ({ webhooks }) => (webhooks ?? []).length),
  AGE,
);

function kindText(kind: V1ParamKind | undefined): string {
  return kind ? `${kind.apiVersion}/${kind.kind}` : UNSET;
}

const validatingPolicies = table<ValidatingAdmissionPolicy>(
  NAME,
  count('Validations', 'How many validations there are.', ({ spec }) => (spec?.validations ?? []).length),
  column('ParamKind', PARAM_KIND, ({ spec }) => kindText(spec?.paramKind)),
  AGE,
);

const mutatingPolicies = table<MutatingAdmissionPolicy>(
  NAME,
  count('Mutations', 'How many mutations there are.', ({ spec }) => (spec?.mutations ?? []).length),
  column('ParamKind', PARAM_KIND, ({ spec }) => kindText(spec?.paramKind)),
  AGE,
);

function paramText(reference: V1ParamRef | undefined): string {
  if (reference?.name) return `${reference.namespace || '*'}/${reference.name}`;
  return reference?.selector ? goSelector(reference.selector) : UNSET;
}

/** As Go prints the type, which is what kube-apiserver shows here. */
function goSelector({ matchExpressions = [], matchLabels = {} }: V1LabelSelector): string {
  const labels = Object.keys(matchLabels)
    .sort()
    .map((key) => `${key}: ${matchLabels[key]},`);
  const expressions = matchExpressions.map(
    ({ key, operator, values = [] }) =>
      `LabelSelectorRequirement{Key:${key},Operator:${operator},Values:[${values.join(' ')}],},`,
  );
  return `&LabelSelector{MatchLabels:map[string]string{${labels.join('')}},MatchExpressions:[]LabelSelectorRequirement{${expressions.join('')}},}`;
}

const bindings = table<Binding>(
  NAME,
  column('PolicyName', 'The policy that the binding puts to work.', ({ spec }) => spec?.policyName ?? ''),
  column('ParamRef', 'The objects that parameters come from.', ({ spec }) => paramText(spec?.paramRef)),
  AGE,
);

export const admissionregistrationTables: GroupTables = new Map<string, TableDefinition>([
  ['mutatingadmissionpolicies', mutatingPolicies],
  ['mutatingadmissionpolicybindings', bindings],
  ['mutatingwebhookconfigurations', webhookConfigurations],
  ['validatingadmissionpolicies', validatingPolicies],
  ['validatingadmissionpolicybindings', bindings],
  ['validatingwebhookconfigurations', webhookConfigurations],
]);
