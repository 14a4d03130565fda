/** Creates pods under policies in CEL, in a process of its own, so that no other case's garbage is collected in its time. */
import type { Operation } from '../../src/admission/admission.ts';
import type { Phase, Tally } from '../../src/admission/observer.ts';
import { AdmissionStatistics } from '../../src/admission/statistics.ts';
import { addMutatingPolicy, addValidatingPolicy } from '../../src/assembly/testing-policies.ts';
import { answerCalls } from '../lib/child.ts';
import { add, creating, DEFAULT_PLUGINS, openApi } from '../lib/pods.ts';
import { mutatingPolicy, POLICY_PARAMETERS, podUnderPolicies, validatingPolicy } from '../lib/policies.ts';
import { type DoSlice, repeating } from '../lib/turns.ts';

export interface Policies {
  readonly kind: keyof typeof PLUGINS;
  readonly count: number;
  /** What they are for. */
  readonly resource: string;
}

/** Keeps how long one plugin took each time, in milliseconds. */
class Decisions extends AdmissionStatistics {
  readonly times: number[] = [];
  readonly #plugin: string;

  constructor(plugin: string) {
    super(() => performance.now());
    this.#plugin = plugin;
  }

  override plugin(name: string, phase: Phase, operation: Operation): Tally {
    const tally = super.plugin(name, phase, operation);
    if (name !== this.#plugin) return tally;
    return {
      add: (milliseconds, ...rest) => {
        this.times.push(milliseconds);
        tally.add(milliseconds, ...rest);
      },
    };
  }
}

const PLUGINS = { validating: 'ValidatingAdmissionPolicy', mutating: 'MutatingAdmissionPolicy' } as const;

let decisions: Decisions | undefined;
let slice: DoSlice | undefined;

const procedures = {
  async open({ kind, count, resource }: Policies): Promise<void> {
    decisions = new Decisions(PLUGINS[kind]);
    const api = await openApi(DEFAULT_PLUGINS, { statistics: decisions });
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
  /** The last so many. */
  decisions: (count: number) => decisions!.times.slice(-count),
};

export type PolicyProcedures = typeof procedures;
answerCalls(procedures);
