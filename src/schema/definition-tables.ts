/** What the tables say of one definition, gathered under its OpenAPI name. */
import { zerosLeftOut } from './protobuf/messages.ts';
import { DEFAULTS } from './tables/defaults.ts';
import { ENUMS } from './tables/enums.ts';
import { type FieldSemantics, SELF } from './tables/field-semantics.ts';
import { FREE_FORM } from './tables/free-form.ts';
import { CORE_LIST_SEMANTICS } from './tables/list-semantics-core.ts';
import { GROUP_LIST_SEMANTICS } from './tables/list-semantics-groups.ts';
import { QUANTITIES } from './tables/quantities.ts';
import { type ShownUnset, shownUnsetIn } from './tables/shown-unset.ts';

/** The tables' rows of one definition. All keys are our own names, never a client's. */
export interface DefinitionTables {
  readonly self: FieldSemantics;
  semantics(field: string): FieldSemantics;
  isQuantity(field: string): boolean;
  shownUnset(field: string, required: boolean, isStruct: boolean): ShownUnset;
  /** Of a number, string or boolean that is not shown unset. */
  keepsZero(field: string): boolean;
  defaultOf(field: string): unknown;
  /** The values of a string, or of the strings in a list or map. */
  enumOf(field: string): readonly string[] | undefined;
  /** The definition of a field that is free-form. */
  freeFormOf(field: string): string | undefined;
}

const LIST_SEMANTICS = { ...CORE_LIST_SEMANTICS, ...GROUP_LIST_SEMANTICS };
const NONE: FieldSemantics = {};

/** @param definition `io.k8s.api.core.v1.Pod` */
export function tablesOf(definition: string): DefinitionTables {
  const dot = definition.lastIndexOf('.');
  const goPackage = definition.slice(0, dot);
  const type = definition.slice(dot + 1);
  const semantics = new Map(Object.entries(LIST_SEMANTICS[goPackage]?.[type] ?? {}));
  const quantities = QUANTITIES[goPackage]?.[type] ?? [];
  const leftOut = zerosLeftOut(definition);
  const defaults = new Map(Object.entries(DEFAULTS[goPackage]?.[type] ?? {}));
  return {
    self: semantics.get(SELF) ?? NONE,
    semantics: (field) => semantics.get(field) ?? NONE,
    isQuantity: (field) => quantities.includes(field),
    shownUnset: shownUnsetIn(definition),
    keepsZero: (field) => !leftOut.has(field),
    freeFormOf: (field) => FREE_FORM[goPackage]?.[type]?.[field],
    defaultOf: (field) => defaults.get(field),
    enumOf: (field) => ENUMS[goPackage]?.[type]?.[field],
  };
}
