import type { AdmissionAttributes } from '../../admission.ts';
import { isWorkload } from './pod-like.ts';
import type { LevelVersion, Mode } from './policy.ts';

/** What metrics tell a write by. */
export interface ObservedWrite {
  readonly request_operation: 'create' | 'update';
  readonly resource: 'pod' | 'controller';
  readonly subresource: string;
}

/** Told of what PodSecurity does. */
export interface PodSecurityObserver {
  evaluated(write: ObservedWrite, mode: Mode, decision: 'allow' | 'deny', policy: LevelVersion): void;
  exempted(write: ObservedWrite): void;
  /** @param isFatal nothing could be evaluated; else it was against a level that is stricter than it may be meant */
  failed(write: ObservedWrite, isFatal: boolean): void;
}

export const NO_OBSERVER: PodSecurityObserver = { evaluated() {}, exempted() {}, failed() {} };

export function observed({ operation, resource, subresource }: AdmissionAttributes): ObservedWrite {
  return {
    request_operation: operation === 'CREATE' ? 'create' : 'update',
    resource: isWorkload(resource) ? 'controller' : 'pod',
    subresource,
  };
}
