/** The definitions of fields whose value is free-form JSON, or of the values in their list or map. */
const RAW = 'io.k8s.apimachinery.pkg.runtime.RawExtension';
const CRD = 'io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1';

export const FREE_FORM: Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, string>>>>>> = {
  'dev.allium.v1alpha1': {
    AdmissionExplanationSpec: { object: RAW },
    AdmissionExplanationStatus: { object: RAW },
    AdmissionPluginSpec: { configuration: RAW },
    ExplainedOperation: { value: `${CRD}.JSON`, oldValue: `${CRD}.JSON` },
  },
  'io.k8s.api.apps.v1': { ControllerRevision: { data: RAW } },
  'io.k8s.api.resource.v1': { AllocatedDeviceStatus: { data: RAW }, OpaqueDeviceConfiguration: { parameters: RAW } },
  'io.k8s.apimachinery.pkg.apis.meta.v1': {
    ManagedFieldsEntry: { fieldsV1: 'io.k8s.apimachinery.pkg.apis.meta.v1.FieldsV1' },
    WatchEvent: { object: RAW },
  },
  [CRD]: {
    CustomResourceSubresources: { status: `${CRD}.CustomResourceSubresourceStatus` },
    JSONSchemaProps: {
      additionalItems: `${CRD}.JSONSchemaPropsOrBool`,
      additionalProperties: `${CRD}.JSONSchemaPropsOrBool`,
      default: `${CRD}.JSON`,
      dependencies: `${CRD}.JSONSchemaPropsOrStringArray`,
      enum: `${CRD}.JSON`,
      example: `${CRD}.JSON`,
      items: `${CRD}.JSONSchemaPropsOrArray`,
    },
  },
};
