import { StatusError } from '../api/status.ts';
import { pause } from '../util/pause.ts';
import type { Admission, AdmissionAttributes, AdmissionPlugin, Operation, Reinvocation } from './admission.ts';
import { mayMutate } from './concerns.ts';
import { type AdmissionObserver, type Phase, type Tally, UNOBSERVED } from './observer.ts';

const OPERATIONS: readonly Operation[] = ['CREATE', 'UPDATE', 'DELETE', 'CONNECT'];

/** A plugin's place in a stage. */
interface Place {
  readonly plugin: AdmissionPlugin;
  readonly tally: Tally;
}

/** What writes of one operation go through in one phase. */
interface Stage {
  readonly phase: Phase;
  /** Of those plugins alone that handle the operation. */
  readonly places: readonly Place[];
  readonly tally: Tally;
}

type Stages = ReadonlyMap<Operation, Stage>;

/** One write on its way through a stage. */
interface Passage {
  readonly stage: Stage;
  readonly attributes: AdmissionAttributes;
  readonly reinvocation: Reinvocation;
  readonly start: number;
}

/**
 * Runs the plugins in order: first all that mutate, later, inside the storage update, all that validate. When one of the
 * mutating plugins asks for it, all of them see the object once more: what a later one did may concern an earlier one.
 */
export class AdmissionChain implements Admission {
  readonly plugins: readonly AdmissionPlugin[];
  readonly #observer: AdmissionObserver;
  readonly #mutating: Stages;
  readonly #validating: Stages;

  constructor(plugins: readonly AdmissionPlugin[], observer: AdmissionObserver = UNOBSERVED) {
    this.plugins = plugins;
    this.#observer = observer;
    this.#mutating = this.#stages('admit');
    this.#validating = this.#stages('validate');
  }

  get names(): string[] {
    return this.plugins.map((plugin) => plugin.name);
  }

  mutate(attributes: AdmissionAttributes): void | Promise<void> {
    const stage = this.#mutating.get(attributes.operation)!;
    let isWanted = false;
    const first: Reinvocation = { isReinvocation: false, request: () => (isWanted = true) };
    const again = () => {
      if (isWanted) return this.#pass(stage, attributes, LAST);
    };
    const running = this.#pass(stage, attributes, first);
    return running ? running.then(again) : again();
  }

  validate(attributes: AdmissionAttributes): void | Promise<void> {
    return this.#pass(this.#validating.get(attributes.operation)!, attributes, LAST);
  }

  #stages(phase: Phase): Stages {
    const inPhase = this.plugins.filter((plugin) => plugin[phase]);
    return new Map(
      OPERATIONS.map((operation) => {
        const handling = inPhase.filter((plugin) => plugin.handles(operation));
        const places = handling.map((plugin) => {
          return { plugin, tally: this.#observer.plugin(plugin.name, phase, operation) };
        });
        return [operation, { phase, places, tally: this.#observer.step(phase, operation) }];
      }),
    );
  }

  #pass(stage: Stage, attributes: AdmissionAttributes, reinvocation: Reinvocation): void | Promise<void> {
    const start = this.#observer.now();
    return this.#passFrom(0, { stage, attributes, reinvocation, start }, start);
  }

  /** One after the other; without a promise as long as the plugins need none. @param began when the first of them does */
  #passFrom(index: number, passage: Passage, began: number): void | Promise<void> {
    const { places, tally } = passage.stage;
    let ended = began;
    for (let i = index; i < places.length; i++) {
      const place = places[i]!;
      const before = ended;
      try {
        const running = ask(place.plugin, passage);
        if (running) return this.#wait(running, i, passage, before);
        ended = this.#passed(place, passage, before);
      } catch (error) {
        ended = this.#refused(place, passage, before, error);
      }
      // A witness looks at the whole object after each plugin, and the object may be big.
      const waiting = passage.attributes.witness && pause();
      if (waiting) return waiting.then(() => this.#passFrom(i + 1, passage, this.#observer.now()));
    }
    tally.add(ended - passage.start, false);
  }

  #wait(running: Promise<void>, index: number, passage: Passage, began: number): Promise<void> {
    const place = passage.stage.places[index]!;
    return running.then(
      () => this.#passFrom(index + 1, passage, this.#passed(place, passage, began)),
      (error) => this.#passFrom(index + 1, passage, this.#refused(place, passage, began, error)),
    );
  }

  /** @returns when it ended, which is when the next begins */
  #passed({ plugin, tally }: Place, { attributes }: Passage, began: number): number {
    const ended = this.#observer.now();
    tally.add(ended - began, false, witnessed(plugin, attributes));
    return ended;
  }

  /** @returns when it ended, of a refusal that is passed over @throws the refusal, else */
  #refused({ plugin, tally }: Place, { stage, attributes, start }: Passage, began: number, error: unknown): number {
    const ended = this.#observer.now();
    tally.add(ended - began, true, witnessed(plugin, attributes));
    if (error instanceof StatusError) {
      error.refusedBy ??= plugin.name;
      if (stage.phase === 'validate' && attributes.passOver) {
        attributes.passOver(error);
        return ended;
      }
    }
    stage.tally.add(ended - start, true);
    throw error;
  }
}

function ask(plugin: AdmissionPlugin, { stage, attributes, reinvocation }: Passage): void | Promise<void> {
  return stage.phase === 'admit' ? plugin.admit!(attributes, reinvocation) : plugin.validate!(attributes);
}

/** To look costs time in proportion to the object. @returns whether it changed; undefined where nobody looks */
function witnessed(plugin: AdmissionPlugin, attributes: AdmissionAttributes): boolean | undefined {
  const { witness } = attributes;
  if (!witness || !mayMutate(plugin, attributes)) return undefined;
  if (!plugin.showsChanges) witness.sees(plugin.name);
  return witness.sawChange();
}

/** Nobody sees the object once more after this. */
const LAST: Reinvocation = { isReinvocation: true, request() {} };
