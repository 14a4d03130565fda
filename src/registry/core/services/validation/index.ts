/** Rules of Services (pkg/apis/core/validation), each topic in a file of its own. */
import { type FieldError, invalidValue, path, required } from '../../../../api/field.ts';
import { isDns1123Subdomain } from '../../../../api/names.ts';
import type { V1ServiceSpec } from '../../../../schema/generated/types.ts';
import { validateEnum, validateName } from '../../../validation/common.ts';
import { validateIp, validateNonSpecialIp } from '../../../validation/ip.ts';
import { validateLabels } from '../../../validation/object-meta.ts';
import { isHeadless, type Service } from '../service.ts';
import { validateAffinity } from './affinity.ts';
import { validateClusterIps, validateNoClusterIps } from './cluster-ips.ts';
import { validateLoadBalancer } from './load-balancer.ts';
import { validateNodePorts, validatePorts } from './ports.ts';
import { validateTraffic } from './traffic.ts';
import { validateChange } from './update.ts';

export { validateServiceStatusUpdate } from './status.ts';

const SPEC = path('spec');
const TYPES = ['ClusterIP', 'ExternalName', 'LoadBalancer', 'NodePort'];
const TOPOLOGY_HINTS = 'service.kubernetes.io/topology-aware-hints';
const TOPOLOGY_MODE = 'service.kubernetes.io/topology-mode';

export function validateService(service: Service): FieldError[] {
  return validateAll(service, undefined);
}

export function validateServiceUpdate(service: Service, old: Service): FieldError[] {
  return [...validateChange(service.spec ?? {}, old.spec ?? {}), ...validateAll(service, old)];
}

/** @param old addresses that it has pass in forms that are refused by now */
function validateAll(service: Service, old: Service | undefined): FieldError[] {
  const spec = service.spec ?? {};
  return [
    ...validateTopologyAnnotations(service),
    ...validateShape(spec),
    ...validatePorts(spec),
    ...validateLabels(spec.selector, SPEC.child('selector')),
    ...validateAffinity(spec),
    ...validateClusterIps(spec, new Set(old?.spec?.clusterIPs)),
    ...validateExternalIps(spec, new Set(old?.spec?.externalIPs)),
    ...validateEnum(spec.type, TYPES, SPEC.child('type')),
    ...validateNodePorts(spec),
    ...validateLoadBalancer(service, old),
    ...validateTraffic(spec),
  ];
}

function validateTopologyAnnotations(service: Service): FieldError[] {
  const annotations = service.metadata.annotations ?? {};
  const hints = annotations[TOPOLOGY_HINTS];
  const mode = annotations[TOPOLOGY_MODE];
  if (hints === undefined || mode === undefined || hints === mode) return [];
  const detail = `must match annotations[${TOPOLOGY_HINTS}] when both are specified`;
  return [invalidValue(path('metadata', 'annotations').key(TOPOLOGY_MODE), mode, detail)];
}

/** What the type asks of the rest. */
function validateShape(spec: V1ServiceSpec): FieldError[] {
  switch (spec.type) {
    case 'ExternalName':
      return [...validateNoClusterIps(spec), ...validateExternalName(spec.externalName ?? '')];
    case 'LoadBalancer':
    case 'NodePort':
      return [...validatePortsPresent(spec), ...validateNotHeadless(spec, spec.type)];
    default:
      return validatePortsPresent(spec);
  }
}

function validatePortsPresent(spec: V1ServiceSpec): FieldError[] {
  return spec.ports?.length || isHeadless(spec) ? [] : [required(SPEC.child('ports'))];
}

function validateNotHeadless(spec: V1ServiceSpec, type: string): FieldError[] {
  if (!isHeadless(spec)) return [];
  const at = SPEC.child('clusterIPs').index(0);
  return [invalidValue(at, spec.clusterIPs![0], `may not be set to 'None' for ${type} services`)];
}

/** A trailing dot says that the name is fully qualified. */
function validateExternalName(name: string): FieldError[] {
  const at = SPEC.child('externalName');
  const bare = name.endsWith('.') ? name.slice(0, -1) : name;
  return bare === '' ? [required(at)] : validateName(bare, isDns1123Subdomain, at);
}

function validateExternalIps(spec: V1ServiceSpec, kept: ReadonlySet<string>): FieldError[] {
  const at = SPEC.child('externalIPs');
  return (spec.externalIPs ?? []).flatMap((ip, position) => {
    const errors = validateIp(ip, at.index(position), kept);
    return errors.length > 0 ? errors : validateNonSpecialIp(ip, at.index(position));
  });
}
