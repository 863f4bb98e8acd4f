// The kind of a scalar's values, as far as it is known before there are any.
import { findField } from "../../field.ts";
import type { Field } from "../../field.ts";
import { findFunction } from "./registry.ts";
import type { ResultKind, ScalarFunction, Working } from "./function.ts";
import type { Scalar } from "../syntax.ts";

/**
 * The same as a field of the table has it. Of texts that were computed each is taken for what it looks like, as with an
 * unknown key.
 */
export function fieldKindOf(scalar: Scalar | undefined): Pick<Field, "kind" | "role" | "values"> | undefined {
  if (scalar?.kind === "made" && scalar.meaning.kind === "field") return findField(scalar.meaning.name);
  const kind = scalar === undefined ? undefined : kindOf(scalar);
  if (kind === undefined || kind === "text") return undefined;
  return { kind: kind === "number" ? "integer" : kind };
}

/** Undefined where it depends on the records. */
export function kindOf(scalar: Scalar): ResultKind | undefined {
  switch (scalar.kind) {
    case "field": {
      const kind = findField(storedField(scalar.name) ?? scalar.name)?.kind;
      return kind === "integer" ? "number" : kind;
    }
    case "text":
      return "text";
    case "made":
      return kindOf(scalar.meaning);
    case "number":
    case "negative":
      return "number";
    case "arithmetic":
      return isShiftedTime(scalar.operator, kindOf(scalar.left), kindOf(scalar.right)) ? "time" : "number";
    case "choice":
      return common([
        ...scalar.cases.map(({ value }) => value),
        ...(scalar.otherwise === undefined ? [] : [scalar.otherwise]),
      ]);
    case "call": {
      const gives = findFunction(scalar.function)?.gives;
      if (gives === "any") return common(scalar.arguments);
      if (gives === "ordered") return scalar.arguments.some((it) => kindOf(it) === "address") ? "address" : "number";
      return gives === "truth" ? "number" : gives;
    }
  }
}

/** The field of which an aggregate, by its text, gives a value as it is. */
function storedField(name: string): string | undefined {
  return /^(?:min|max|first|last|earliest|latest)\((\w+)\)$/.exec(name)?.[1];
}

/** A length of time before or after an instant is an instant. */
function isShiftedTime(operator: string, left: ResultKind | undefined, right: ResultKind | undefined): boolean {
  if (operator === "-") return left === "time" && right !== "time";
  return operator === "+" && (left === "time") !== (right === "time");
}

function common(scalars: readonly Scalar[]): ResultKind | undefined {
  const [first, ...others] = scalars.map(kindOf);
  return others.every((kind) => kind === first) ? first : undefined;
}

/** How a call with these arguments is computed. */
export function workingOf({ works }: ScalarFunction, values: readonly Scalar[]): Working {
  return typeof works === "function" ? works(values, kindOf) : works;
}
