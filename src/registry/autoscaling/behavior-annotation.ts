/** The behavior annotation holds Go's own field names: upstream marshals a type that has no JSON names. */
import { isJsonObject, type JsonObject } from '../../api/object.ts';
import type { V2HorizontalPodAutoscalerBehavior, V2HPAScalingRules } from '../../schema/generated/types.ts';

export function behaviorToGo({ scaleUp, scaleDown }: V2HorizontalPodAutoscalerBehavior): JsonObject {
  return { ScaleUp: rulesToGo(scaleUp), ScaleDown: rulesToGo(scaleDown) };
}

function rulesToGo(rules: V2HPAScalingRules | undefined): JsonObject | null {
  if (!rules) return null;
  const policies = rules.policies?.map(({ type = '', value = 0, periodSeconds = 0 }) => ({
    Type: type,
    Value: value,
    PeriodSeconds: periodSeconds,
  }));
  return {
    StabilizationWindowSeconds: rules.stabilizationWindowSeconds ?? null,
    SelectPolicy: rules.selectPolicy ?? null,
    Policies: policies ?? null,
    Tolerance: rules.tolerance ?? null,
  };
}

/** Go reads names in any case, so people write them in any. */
export function behaviorFromGo(carried: unknown): unknown {
  if (Array.isArray(carried)) return carried.map(behaviorFromGo);
  if (!isJsonObject(carried)) return carried;
  const named: JsonObject = {};
  for (const [name, value] of Object.entries(carried)) {
    const field = FIELDS.get(name.toLowerCase());
    if (field !== undefined) named[field] = behaviorFromGo(value);
  }
  return named;
}

const FIELDS = new Map(
  [
    'scaleUp',
    'scaleDown',
    'stabilizationWindowSeconds',
    'selectPolicy',
    'policies',
    'tolerance',
    'type',
    'value',
    'periodSeconds',
  ].map((field) => [field.toLowerCase(), field]),
);
