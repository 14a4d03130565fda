/** Groups of the Kubernetes community itself: their APIs need a link to their approval. */
import { type FieldError, invalidValue, path, required } from '../../api/field.ts';
import { goQuote } from '../../api/go-format.ts';

const ANNOTATION = 'api-approved.kubernetes.io';
const PROTECTED = ['k8s.io', 'kubernetes.io'];
const SEE = 'see https://github.com/kubernetes/enhancements/pull/1111';
const AT = path('metadata', 'annotations').key(ANNOTATION);

type Annotations = Record<string, string> | undefined;

/** @param old of the stored definition, on update: what was let in before stays */
export function validateApproval(
  group: string,
  annotations: Annotations,
  old?: { annotations: Annotations },
): FieldError[] {
  if (!PROTECTED.some((domain) => group === domain || group.endsWith(`.${domain}`))) return [];
  const approval = annotations?.[ANNOTATION] ?? '';
  const state = stateOf(approval);
  if (old && stateOf(old.annotations?.[ANNOTATION] ?? '') === state) return [];
  if (state === 'missing') {
    return [required(AT, `protected groups must have approval annotation ${goQuote(ANNOTATION)}, ${SEE}`)];
  }
  if (state !== 'invalid') return [];
  const detail = `protected groups must have approval annotation ${goQuote(ANNOTATION)} with either a URL or a reason starting with "unapproved", ${SEE}`;
  return [invalidValue(AT, approval, detail)];
}

function stateOf(approval: string): 'missing' | 'bypassed' | 'approved' | 'invalid' {
  if (approval === '') return 'missing';
  if (approval.startsWith('unapproved')) return 'bypassed';
  return URL.canParse(approval) && new URL(approval).host !== '' ? 'approved' : 'invalid';
}
