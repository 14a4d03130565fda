import type {
  V1Container,
  V1EnvVarSource,
  V1HTTPGetAction,
  V1Lifecycle,
  V1ObjectFieldSelector,
  V1Probe,
} from '../../../schema/generated/types.ts';
import type { AnyContainer } from './any-container.ts';
import { defaultPullPolicy } from './pull-policies.ts';
import { roundUpRequirements } from './resource-defaults.ts';

export function setContainerDefaults(container: AnyContainer): void {
  container.imagePullPolicy ||= defaultPullPolicy(container.image ?? '');
  container.terminationMessagePath ||= '/dev/termination-log';
  container.terminationMessagePolicy ||= 'File';
  roundUpRequirements(container.resources);
  for (const port of container.ports ?? []) port.protocol ||= 'TCP';
  for (const { valueFrom } of container.env ?? []) setSourceDefaults(valueFrom);
  setHandlerDefaults(container);
}

function setSourceDefaults(source: V1EnvVarSource | undefined): void {
  setFieldRefDefaults(source?.fieldRef);
  if (source?.fileKeyRef) source.fileKeyRef.optional ??= false;
}

export function setFieldRefDefaults(ref: V1ObjectFieldSelector | undefined): void {
  if (ref) ref.apiVersion ||= 'v1';
}

function setHandlerDefaults(container: V1Container): void {
  setProbeDefaults(container.livenessProbe);
  setProbeDefaults(container.readinessProbe);
  setProbeDefaults(container.startupProbe);
  setLifecycleDefaults(container.lifecycle);
}

function setProbeDefaults(probe: V1Probe | undefined): void {
  if (!probe) return;
  probe.timeoutSeconds ||= 1;
  probe.periodSeconds ||= 10;
  probe.successThreshold ||= 1;
  probe.failureThreshold ||= 3;
  setHttpGetDefaults(probe.httpGet);
  if (probe.grpc) probe.grpc.service ??= '';
}

function setLifecycleDefaults(lifecycle: V1Lifecycle | undefined): void {
  setHttpGetDefaults(lifecycle?.postStart?.httpGet);
  setHttpGetDefaults(lifecycle?.preStop?.httpGet);
}

function setHttpGetDefaults(http: V1HTTPGetAction | undefined): void {
  if (!http) return;
  http.path ||= '/';
  http.scheme ||= 'HTTP';
}
