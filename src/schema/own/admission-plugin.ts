import { modelName, type OwnField, type OwnModel, ownKind, ownModel } from './model.ts';

const VERSION = 'v1alpha1';
const model = (kind: string) => modelName(VERSION, kind);
const count = (description: string): OwnField => ({ type: 'number', format: 'int64', required: true, description });
const flag = (description: string): OwnField => ({ type: 'boolean', required: true, description });

/** Answered and never stored. */
export const ADMISSION_PLUGIN: readonly OwnModel[] = [
  ...ownKind(
    VERSION,
    'AdmissionPlugin',
    'AdmissionPlugin is one of the admission plugins that are on, and what it did since the server started. It can be read only.',
    {
      spec: { type: model('AdmissionPluginSpec'), required: true, description: 'spec says how it is set up.' },
      status: { type: model('AdmissionPluginStatus'), description: 'status counts what it did.' },
    },
  ),
  ownModel(VERSION, 'AdmissionPluginSpec', 'AdmissionPluginSpec says how a plugin is set up.', {
    order: count('order is its place among those that are on, from 1.'),
    mutates: flag('mutates is whether it may change objects.'),
    validates: flag('validates is whether it looks at objects as they are to be written.'),
    operations: {
      type: 'Array<string>',
      required: true,
      description: 'operations are those that it is asked about: CREATE, UPDATE, DELETE, CONNECT.',
    },
    configuration: {
      type: 'any',
      description: 'configuration is its part of the file of --admission-control-config-file.',
    },
  }),
  ownModel(VERSION, 'AdmissionPluginStatus', 'AdmissionPluginStatus counts since the server started.', {
    admitted: count('admitted are the writes that it let pass.'),
    refused: count('refused are the writes that it refused.'),
    compared: count('compared are the writes of which changes were recorded: for audit with bodies, or to explain.'),
    changed: count('changed are those of the compared writes that it changed.'),
    seconds: { type: 'number', format: 'double', required: true, description: 'seconds are all of its time.' },
  }),
];
