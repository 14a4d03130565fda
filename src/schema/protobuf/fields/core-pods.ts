/** The wire fields of pods of core/v1 and what places them. */
import type { Messages } from '../field-table.ts';

export const CORE_PODS: Messages = {
  Affinity: 'nodeAffinity=1 podAffinity=2 podAntiAffinity=3',
  HostAlias: 'ip=1 hostnames=2',
  NodeAffinity: 'requiredDuringSchedulingIgnoredDuringExecution=1 preferredDuringSchedulingIgnoredDuringExecution=2',
  NodeSelector: 'nodeSelectorTerms=1',
  NodeSelectorRequirement: 'key=1 operator=2 values=3',
  NodeSelectorTerm: 'matchExpressions=1 matchFields=2',
  Pod: 'metadata=1 spec=2 status=3',
  PodAffinity: 'requiredDuringSchedulingIgnoredDuringExecution=1 preferredDuringSchedulingIgnoredDuringExecution=2',
  PodAffinityTerm: `
    labelSelector=1 namespaces=2 topologyKey=3 namespaceSelector=4 matchLabelKeys=5 mismatchLabelKeys=6`,
  PodAntiAffinity: 'requiredDuringSchedulingIgnoredDuringExecution=1 preferredDuringSchedulingIgnoredDuringExecution=2',
  PodDNSConfig: 'nameservers=1 searches=2 options=3',
  PodDNSConfigOption: 'name?=1 value=2',
  PodOS: 'name=1',
  PodReadinessGate: 'conditionType=1',
  PodResourceClaim: 'name=1 resourceClaimName=3 resourceClaimTemplateName=4',
  PodSchedulingGate: 'name=1',
  PodSchedulingGroup: 'podGroupName=1',
  PodSecurityContext: `
    seLinuxOptions=1 runAsUser=2 runAsNonRoot=3 supplementalGroups=4 fsGroup=5 runAsGroup=6 sysctls=7 windowsOptions=8
    fsGroupChangePolicy=9 seccompProfile=10 appArmorProfile=11 supplementalGroupsPolicy=12 seLinuxChangePolicy=13`,
  PodSpec: `
    volumes=1 containers=2 restartPolicy?=3 terminationGracePeriodSeconds=4 activeDeadlineSeconds=5 dnsPolicy?=6
    nodeSelector=7 serviceAccountName?=8 serviceAccount?=9 nodeName?=10 hostNetwork?=11 hostPID?=12 hostIPC?=13
    securityContext=14 imagePullSecrets=15 hostname?=16 subdomain?=17 affinity=18 schedulerName?=19 initContainers=20
    automountServiceAccountToken=21 tolerations=22 hostAliases=23 priorityClassName?=24 priority=25 dnsConfig=26
    shareProcessNamespace=27 readinessGates=28 runtimeClassName=29 enableServiceLinks=30 preemptionPolicy=31
    overhead=32 topologySpreadConstraints=33 ephemeralContainers=34 setHostnameAsFQDN=35 os=36 hostUsers=37
    schedulingGates=38 resourceClaims=39 resources=40 hostnameOverride=41 schedulingGroup=43`,
  PodTemplate: 'metadata=1 template=2',
  PodTemplateSpec: 'metadata=1 spec=2',
  PreferredSchedulingTerm: 'weight=1 preference=2',
  Sysctl: 'name=1 value=2',
  Toleration: 'key?=1 operator?=2 value?=3 effect?=4 tolerationSeconds=5',
  TopologySpreadConstraint: `
    maxSkew=1 topologyKey=2 whenUnsatisfiable=3 labelSelector=4 minDomains=5 nodeAffinityPolicy=6 nodeTaintsPolicy=7
    matchLabelKeys=8`,
  Volume: 'name=1 ...VolumeSource=2',
  WeightedPodAffinityTerm: 'weight=1 podAffinityTerm=2',
};
