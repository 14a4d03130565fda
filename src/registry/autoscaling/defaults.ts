import type { V2HPAScalingRules } from '../../schema/generated/types.ts';
import type { HorizontalPodAutoscaler } from './autoscaler.ts';

const CPU_UTILIZATION = 80;
const PERIOD_SECONDS = 15;

export function setAutoscalerDefaults(object: HorizontalPodAutoscaler): void {
  object.spec ??= {};
  const { spec } = object;
  spec.minReplicas ??= 1;
  if (!spec.metrics?.length) {
    const target = { type: 'Utilization', averageUtilization: CPU_UTILIZATION };
    spec.metrics = [{ type: 'Resource', resource: { name: 'cpu', target } }];
  }
  if (!spec.behavior) return;
  spec.behavior.scaleUp = { ...scaleUpDefaults(), ...spec.behavior.scaleUp };
  spec.behavior.scaleDown = { ...scaleDownDefaults(), ...spec.behavior.scaleDown };
}

/** At once, by four pods or to twice the size, whichever is more. */
function scaleUpDefaults(): V2HPAScalingRules {
  return {
    stabilizationWindowSeconds: 0,
    selectPolicy: 'Max',
    policies: [
      { type: 'Pods', value: 4, periodSeconds: PERIOD_SECONDS },
      { type: 'Percent', value: 100, periodSeconds: PERIOD_SECONDS },
    ],
  };
}

/** The stabilization window is the controller's own setting. */
function scaleDownDefaults(): V2HPAScalingRules {
  return { selectPolicy: 'Max', policies: [{ type: 'Percent', value: 100, periodSeconds: PERIOD_SECONDS }] };
}
