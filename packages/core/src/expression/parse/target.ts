// What is on one side of a comparison: a field, or a value that is computed.
import type { Field } from "../../field.ts";
import type { FieldReference } from "../syntax.ts";

/**
 * A field as it was named, or a value computed; a pseudo-field refers to two. `field` says what its values are, where
 * that is known.
 */
export interface Target {
  readonly kind: "target";
  readonly label: string;
  readonly references: readonly FieldReference[];
  readonly field: Pick<Field, "kind" | "role" | "values"> | undefined;
}
