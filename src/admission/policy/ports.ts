import type { GroupVersionKind, KubeObject } from '../../api/object.ts';
import type { ObjectSchema } from '../../schema/schema.ts';
import type { AskAccess } from '../expressions/match-conditions.ts';
import type { MatchPorts } from '../matching/match.ts';
import type { Versions } from '../matching/versions.ts';
import type { PolicyObserver } from './observer.ts';

/** Objects of a kind that policies take their parameters from. */
export interface ParamSource {
  readonly namespaced: boolean;
  find(namespace: string, name: string): KubeObject | undefined;
  list(namespace: string): readonly KubeObject[];
}

/** Stored policies or bindings, by name. */
export interface PolicyObjects {
  list(): readonly KubeObject[];
  /** Tells, from now on, whenever what `list` gives has changed. */
  watch(onChange: () => void): void;
}

export interface PolicyPorts extends MatchPorts {
  readonly policies: PolicyObjects;
  readonly bindings: PolicyObjects;
  readonly versions: Versions;
  readonly access: AskAccess;
  readonly observer: PolicyObserver;
  /** @returns undefined when nothing is merged into objects of that kind */
  schemaOf(kind: GroupVersionKind): ObjectSchema | undefined;
  /** @returns undefined when no such kind is served */
  params(apiVersion: string, kind: string): ParamSource | undefined;
}
