import type { GroupVersionKind, GroupVersionResource, KubeObject } from '../api/object.ts';
import type { StatusError } from '../api/status.ts';
import type { Holder } from '../request/credential.ts';
import type { UserInfo } from '../request/user-info.ts';

export type Operation = 'CREATE' | 'UPDATE' | 'DELETE' | 'CONNECT';

/** One write, as admission sees it. */
export interface AdmissionAttributes {
  readonly operation: Operation;
  readonly kind: GroupVersionKind;
  readonly resource: GroupVersionResource;
  readonly subresource: string;
  readonly namespace: string;
  readonly name: string;
  /** The object as it is to be written: mutators change it in place, validators must not. Absent for DELETE. */
  readonly object: KubeObject | undefined;
  /** The object as it is stored: frozen. Absent for CREATE. */
  readonly oldObject: KubeObject | undefined;
  readonly options: Readonly<Record<string, unknown>>;
  readonly dryRun: boolean;
  readonly user: UserInfo;
  /** Who asks, whomever the request acts as. */
  readonly requester?: Holder;
  /** By when the request has to be answered, in milliseconds of a clock that only grows; absent: whenever it is done. */
  readonly deadline?: number | undefined;
  /** Adds a `Warning` header to the answer. */
  warn(text: string): void;
  /**
   * Puts a fact on the record of the audit, under a key of the form `pod-security.kubernetes.io/exempt`.
   * @param level `Request`: it tells of the object, and is for records that show objects
   */
  annotate?(key: string, value: string, level?: 'Request'): void;
  /** Of mutation; absent: nobody wants to know. */
  readonly witness?: AdmissionWitness;
  /**
   * Of validation that is to tell all that speaks against the object: takes a refusal, and the next plugin is asked. Only
   * where nothing is written. Absent, nearly always: a refusal is the end.
   */
  passOver?(refusal: StatusError): void;
}

/** Who watches what plugins make of an object, where anybody does. */
export interface AdmissionWitness {
  /**
   * What changed since it looked last was done by this plugin. A plugin that acts for others (policies, webhooks) calls it
   * after each of them that changed something; the chain does behind every other plugin.
   * @param author the policy or webhook that the plugin acted for
   */
  sees(plugin: string, author?: string): void;
  /** @returns whether it has seen a change since it was asked last */
  sawChange(): boolean;
}

/** How a mutating plugin has all of them see the object once more (webhooks and policies that changed it do). */
export interface Reinvocation {
  /** Whether this is that second time. */
  readonly isReinvocation: boolean;
  request(): void;
}

/**
 * One admission controller. Refuses by throwing a StatusError (usually 403 `forbidden`); any other throw is answered
 * as InternalError and refuses too.
 */
export interface AdmissionPlugin {
  readonly name: string;
  /** It judges inside the commit of the write, where the chain does not call it. */
  readonly judgesInCommit?: true;
  /** The resources whose objects it may change, as `pods` or `ingresses.networking.k8s.io`; absent: any. */
  readonly mutates?: readonly string[];
  /** It acts for others, and shows the witness what each of them changed: nobody looks behind it. */
  readonly showsChanges?: true;
  /** Asked once for each operation. */
  handles(operation: Operation): boolean;
  admit?(attributes: AdmissionAttributes, reinvocation: Reinvocation): void | Promise<void>;
  validate?(attributes: AdmissionAttributes): void | Promise<void>;
}

/** The whole of admission as the registry sees it: run before (mutate) and inside (validate) the storage update. */
export interface Admission {
  mutate(attributes: AdmissionAttributes): void | Promise<void>;
  validate(attributes: AdmissionAttributes): void | Promise<void>;
}
