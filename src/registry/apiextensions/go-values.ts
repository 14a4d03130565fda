/** How upstream shows parts of a definition in messages: as Go encodes its internal types, every field by its name. */
import type { V1CustomResourceDefinitionVersion, V1ValidationRule } from '../../schema/generated/types.ts';

/** @param version without what all versions share */
export function goVersion(version: V1CustomResourceDefinitionVersion): object {
  return {
    Name: version.name ?? '',
    Served: version.served ?? false,
    Storage: version.storage ?? false,
    Deprecated: version.deprecated ?? false,
    DeprecationWarning: version.deprecationWarning ?? null,
    Schema: version.schema ?? null,
    Subresources: version.subresources ?? null,
    AdditionalPrinterColumns: version.additionalPrinterColumns ?? null,
    SelectableFields: version.selectableFields ?? null,
  };
}

export function goRule(rule: V1ValidationRule): object {
  return {
    Rule: rule.rule ?? '',
    Message: rule.message ?? '',
    MessageExpression: rule.messageExpression ?? '',
    Reason: rule.reason ?? null,
    FieldPath: rule.fieldPath ?? '',
    OptionalOldSelf: rule.optionalOldSelf ?? null,
  };
}
