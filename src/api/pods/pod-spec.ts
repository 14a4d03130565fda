/** The parts of a pod's spec that several layers look at; the whole types are generated (src/schema/generated). */

export interface ResourceDemand {
  requests?: Record<string, string>;
  limits?: Record<string, string>;
}

export interface ContainerDemand {
  name?: string;
  restartPolicy?: string;
  resources?: ResourceDemand;
}

/** What a pod asks for. */
export interface PodDemand {
  containers?: ContainerDemand[] | null;
  initContainers?: ContainerDemand[];
  resources?: ResourceDemand;
  overhead?: Record<string, string>;
}
