/** What `admissionplugins` of allium.dev are, on the wire. Their schema is in src/schema/own. */
import type { KubeObject } from './object.ts';

export interface AdmissionPluginSpec {
  /** Its place among those that are on, from 1. */
  readonly order: number;
  readonly mutates: boolean;
  readonly validates: boolean;
  /** CREATE, UPDATE, DELETE, CONNECT */
  readonly operations: readonly string[];
  /** Of the file of --admission-control-config-file. */
  readonly configuration?: unknown;
}

/** Since the server started. */
export interface AdmissionPluginStatus {
  /** Writes that it looked at and let pass. */
  readonly admitted: number;
  readonly refused: number;
  /** Writes of which somebody recorded the changes: audit with bodies, or an explanation. */
  readonly compared: number;
  /** Those of them that it changed. */
  readonly changed: number;
  /** All of its time. */
  readonly seconds: number;
}

export interface AdmissionPluginObject extends KubeObject {
  readonly spec: AdmissionPluginSpec;
  readonly status: AdmissionPluginStatus;
}
