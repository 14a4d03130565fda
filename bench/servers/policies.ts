/** Creates pods under policies in CEL, in a process of its own, so that no other case's garbage is collected in its time. */
import { addMutatingPolicy, addValidatingPolicy } from '../../src/assembly/testing-policies.ts';
import { answerCalls } from '../lib/child.ts';
import { add, creating, DEFAULT_PLUGINS, openApi } from '../lib/pods.ts';
import { mutatingPolicy, POLICY_PARAMETERS, podUnderPolicies, validatingPolicy } from '../lib/policies.ts';
import { type DoSlice, repeating } from '../lib/turns.ts';

export interface Policies {
  readonly kind: 'validating' | 'mutating';
  readonly count: number;
  /** What they are for. */
  readonly resource: string;
}

let slice: DoSlice | undefined;

const procedures = {
  async open({ kind, count, resource }: Policies): Promise<void> {
    const api = await openApi(DEFAULT_PLUGINS);
    await add(api, 'configmaps', POLICY_PARAMETERS);
    for (let i = 0; i < count; i++) {
      const added =
        kind === 'mutating'
          ? addMutatingPolicy(api, mutatingPolicy(i))
          : addValidatingPolicy(api, validatingPolicy(i, resource));
      const { status, text } = await added;
      if (status !== 201) throw new Error(text);
    }
    slice = repeating(creating(api, podUnderPolicies));
  },
  slice: (size: number) => slice!(size),
};

export type PolicyProcedures = typeof procedures;
answerCalls(procedures);
