/** Kinds that Allium adds to Kubernetes' own, written as the generator writes the typed models of the built-in ones. */
/** One field: its type as the typed models spell it, and what OpenAPI says of it. */
export interface OwnField {
  readonly type: string;
  readonly format?: string;
  readonly required?: true;
  readonly description: string;
}

export interface OwnModel {
  /** The class name: the group's name keeps it apart from those of client-node. */
  readonly model: string;
  /** In OpenAPI: `dev.allium.v1alpha1.CredentialRevocation`. */
  readonly definition: string;
  readonly description: string;
  readonly fields: Readonly<Record<string, OwnField>>;
}

const GROUP = 'Allium';

/** @param kind `CredentialRevocation`, or the name of a struct inside of one */
export function ownModel(
  version: string,
  kind: string,
  description: string,
  fields: Readonly<Record<string, OwnField>>,
): OwnModel {
  return { model: modelName(version, kind), definition: `dev.allium.${version}.${kind}`, description, fields };
}

/** `AlliumV1alpha1CredentialRevocation`: how fields and resources refer to it. */
export function modelName(version: string, kind: string): string {
  return `${GROUP}${version[0]!.toUpperCase()}${version.slice(1)}${kind}`;
}

/** Of every kind. */
export const ownTypeMeta: Readonly<Record<string, OwnField>> = {
  apiVersion: {
    type: 'string',
    description: 'apiVersion is the version of the schema that this object is written in: group/version.',
  },
  kind: { type: 'string', description: 'kind is the kind of this object, in CamelCase. It cannot be changed.' },
};

/** A kind with its metadata, spec and status, and the list of it. */
export function ownKind(
  version: string,
  kind: string,
  description: string,
  fields: Readonly<Record<string, OwnField>>,
): OwnModel[] {
  return [
    ownModel(version, kind, description, {
      ...ownTypeMeta,
      metadata: { type: 'V1ObjectMeta', description: '' },
      ...fields,
    }),
    ownModel(version, `${kind}List`, `${kind}List is a list of objects of the kind ${kind}.`, {
      ...ownTypeMeta,
      items: { type: `Array<${modelName(version, kind)}>`, required: true, description: 'items are the objects.' },
      metadata: { type: 'V1ListMeta', description: 'metadata is the metadata of the list.' },
    }),
  ];
}
