// Which fields an expression, or a value, is about.
import { workingOf } from "./functions/resultKind.ts";
import { findFunction } from "./functions/registry.ts";
import type { Expression, FieldReference, Scalar } from "./syntax.ts";

/** The names of the fields in the expression, each once, in the order of their first use. */
export function fieldsOf(expression: Expression): string[] {
  return namesOf(fieldsIn(expression));
}

/** The names of the fields that a value is computed from. */
export function fieldsOfScalar(scalar: Scalar): string[] {
  return namesOf(fieldsInScalar(scalar));
}

function namesOf(fields: readonly FieldReference[]): string[] {
  return [...new Set(fields.map(({ name }) => name))];
}

/** Every place where a value is made of a field. */
export function fieldsInScalar(scalar: Scalar): readonly FieldReference[] {
  switch (scalar.kind) {
    case "field":
      return [scalar];
    case "number":
    case "text":
      return [];
    case "made":
      return [{ kind: "field", name: scalar.name, from: 0, to: 0 }, ...fieldsInScalar(scalar.meaning)];
    case "negative":
      return fieldsInScalar(scalar.operand);
    case "arithmetic":
      return [...fieldsInScalar(scalar.left), ...fieldsInScalar(scalar.right)];
    case "call": {
      const called = findFunction(scalar.function);
      const works = called === undefined ? undefined : workingOf(called, scalar.arguments);
      const isShort = works !== undefined && "expand" in works;
      return isShort ? fieldsInScalar(works.expand(scalar.arguments)) : scalar.arguments.flatMap(fieldsInScalar);
    }
    case "choice": {
      const rest = scalar.otherwise === undefined ? [] : fieldsInScalar(scalar.otherwise);
      return [...scalar.cases.flatMap(({ when, value }) => [...fieldsIn(when), ...fieldsInScalar(value)]), ...rest];
    }
  }
}

function fieldsIn(expression: Expression): readonly FieldReference[] {
  return referencesIn(expression).flatMap((field) =>
    field.scalar === undefined ? [field] : fieldsInScalar(field.scalar),
  );
}

/** Every place where the expression refers to a field, or to a value computed from some. */
export function referencesIn(expression: Expression): readonly FieldReference[] {
  switch (expression.kind) {
    case "and":
    case "or":
      return expression.operands.flatMap(referencesIn);
    case "not":
      return referencesIn(expression.operand);
    case "compareFields":
      return [expression.left, expression.right];
    default:
      return [expression.field];
  }
}
