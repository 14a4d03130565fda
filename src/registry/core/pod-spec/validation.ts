/** A pod spec as a whole (ValidatePodSpec), and a template that holds one. */
import { duplicate, type FieldError, type FieldPath, forbiddenField, required } from '../../../api/field.ts';
import { isDns1123Subdomain } from '../../../api/names.ts';
import type {
  V1ObjectMeta,
  V1PodSchedulingGate,
  V1PodSpec,
  V1PodTemplateSpec,
} from '../../../schema/generated/types.ts';
import { PREEMPTION_POLICIES, validateEnumAsListed, validateName } from '../../validation/common.ts';
import { validateAnnotations, validateLabels } from '../../validation/object-meta.ts';
import { validateAffinity } from './affinity.ts';
import { validatePodAnnotations } from './annotations.ts';
import { validateHostNetworkPorts } from './container-ports.ts';
import { validateRestartPolicy } from './container-restart.ts';
import {
  type PodContext,
  validateContainers,
  validateEphemeralContainers,
  validateInitContainers,
} from './containers.ts';
import {
  validateDnsConfig,
  validateDnsPolicy,
  validateHostAliases,
  validateHostnameOverride,
  validateHostnames,
} from './dns.ts';
import { validateFileKeyVolumes } from './env.ts';
import type { PodSpecOptions, PodTemplateOptions } from './options.ts';
import { validatePodResources, validateResourceClaims } from './pod-resources.ts';
import { validateContainerResources } from './resources.ts';
import { each, inRange, MAX_INT32, newErrors, optionalSubdomain, validateQualifiedName } from './rules.ts';
import { validatePodSecurityContext, validateUserNamespace } from './security-context.ts';
import { validateProfilesAgree } from './security-profiles.ts';
import { validateTolerations } from './tolerations.ts';
import { validateTopologySpread } from './topology-spread.ts';
import { checkVolumes } from './volumes.ts';
import { validateHostProcess, validateOs } from './windows.ts';

/** Everything in a workload's template but what the workload's own kind adds. */
export function validatePodTemplateSpec(
  template: V1PodTemplateSpec | undefined,
  at: FieldPath,
  { old, ...options }: PodTemplateOptions = {},
): FieldError[] {
  const errors = validateTemplate(template, at, options);
  return old ? newErrors(errors, () => validateTemplate(old, at, options)) : errors;
}

function validateTemplate(
  template: V1PodTemplateSpec | undefined,
  at: FieldPath,
  options: PodSpecOptions,
): FieldError[] {
  const { metadata, spec = {} } = template ?? {};
  const specAt = at.child('spec');
  const errors = [
    ...validateLabels(metadata?.labels, at.child('labels')),
    ...validateAnnotations(metadata?.annotations, at.child('annotations')),
    ...validatePodAnnotations(metadata?.annotations, spec, at.child('annotations')),
    ...validatePodSpec(spec, undefined, specAt, options),
    ...validateProfilesAgree(metadata, spec, specAt),
  ];
  if (spec.ephemeralContainers?.length) {
    const detail = 'ephemeral containers not allowed in pod template';
    errors.push(forbiddenField(specAt.child('ephemeralContainers'), detail));
  }
  return errors;
}

/** @param meta of the pod; none for a spec in a template, whose pods' names are not known yet */
export function validatePodSpec(
  spec: V1PodSpec,
  meta: V1ObjectMeta | undefined,
  at: FieldPath,
  options: PodSpecOptions = {},
): FieldError[] {
  const claims = new Set((spec.resourceClaims ?? []).flatMap((claim) => claim.name || []));
  const volumes = checkVolumes(spec.volumes, meta, at.child('volumes'));
  const pod: PodContext = { spec, volumes: volumes.byName, claims };
  return [
    ...(spec.terminationGracePeriodSeconds === undefined ? [required(at.child('terminationGracePeriodSeconds'))] : []),
    ...volumes.errors,
    ...validateResourceClaims(spec.resourceClaims, meta, at.child('resourceClaims')),
    ...validateContainers(pod, at.child('containers')),
    ...validateInitContainers(pod, at.child('initContainers')),
    ...validateEphemeralContainers(pod, at.child('ephemeralContainers')),
    ...validatePodResources(spec, claims, at),
    ...validateHostNetworkPorts(spec, at, options.isPod ?? false),
    ...validateRestartPolicy(spec.restartPolicy, options.restartPolicies, at.child('restartPolicy')),
    ...validateDnsPolicy(spec.dnsPolicy, at.child('dnsPolicy')),
    ...validateLabels(spec.nodeSelector, at.child('nodeSelector')),
    ...validatePodSecurityContext(spec, at.child('securityContext')),
    ...validateAffinity(spec.affinity, at.child('affinity')),
    ...validateDnsConfig(spec, at.child('dnsConfig')),
    ...validateGates(spec, at),
    ...validateTopologySpread(spec.topologySpreadConstraints, at.child('topologySpreadConstraints')),
    ...validateHostProcess(spec, at),
    ...validateUserNamespace(spec, at),
    ...validateHostnameOverride(spec, at),
    ...validatePlacement(spec, at),
    ...validateOs(spec, at),
    ...validateFileKeyVolumes(spec, at),
  ];
}

function validateGates(spec: V1PodSpec, at: FieldPath): FieldError[] {
  return [
    ...each(spec.readinessGates, at.child('readinessGates'), (gate, gateAt) =>
      validateQualifiedName(gate.conditionType, gateAt.child('conditionType')),
    ),
    ...validateSchedulingGates(spec.schedulingGates, at.child('schedulingGates')),
  ];
}

function validateSchedulingGates(gates: readonly V1PodSchedulingGate[] | undefined, at: FieldPath): FieldError[] {
  const seen = new Set<string>();
  return each(gates, at, ({ name = '' }, gateAt) => {
    const errors = validateQualifiedName(name, gateAt);
    if (seen.has(name)) errors.push(duplicate(gateAt, name));
    seen.add(name);
    return errors;
  });
}

/** Who the pod runs as, where, for how long and how urgently. */
function validatePlacement(spec: V1PodSpec, at: FieldPath): FieldError[] {
  const { runtimeClassName: runtimeClass, preemptionPolicy: preemption } = spec;
  return [
    ...optionalSubdomain(spec.serviceAccountName, at.child('serviceAccountName')),
    ...optionalSubdomain(spec.nodeName, at.child('nodeName')),
    ...inRange(spec.activeDeadlineSeconds, 1, MAX_INT32, at.child('activeDeadlineSeconds')),
    ...validateHostnames(spec, at),
    ...validateTolerations(spec.tolerations, at.child('tolerations')),
    ...validateHostAliases(spec.hostAliases, at.child('hostAliases')),
    ...optionalSubdomain(spec.priorityClassName, at.child('priorityClassName')),
    ...(runtimeClass === undefined ? [] : validateName(runtimeClass, isDns1123Subdomain, at.child('runtimeClassName'))),
    ...(preemption === undefined
      ? []
      : validateEnumAsListed(preemption, PREEMPTION_POLICIES, at.child('preemptionPolicy'))),
    ...(spec.overhead ? validateContainerResources({ limits: spec.overhead }, new Set(), at.child('overhead')) : []),
  ];
}
