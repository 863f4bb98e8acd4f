// The fields that an expression or a value needs, which the user is told when no record had them.
import { workingOf } from "../functions/resultKind.ts";
import { findField } from "../../field.ts";
import { findFunction } from "../functions/registry.ts";
import type { Expression, FieldReference, Scalar } from "../syntax.ts";

/** A field; all of some demands; or one of them at least. */
export type Demand =
  | string
  | { readonly all: readonly Demand[] }
  | { readonly any: readonly Demand[] }
  /** A name; or what it means. */
  | { readonly name: string; readonly meaning: Demand };

const nothing: Demand = { all: [] };

export function demandOf(expression: Expression): Demand {
  switch (expression.kind) {
    case "and":
    case "or":
      return { all: expression.operands.map(demandOf) };
    case "not":
      return demandOf(expression.operand);
    case "compareFields":
      return { all: [expression.left, expression.right].map(demandOfReference) };
    case "isNull":
      return demandOfTest(expression.field);
    default:
      return demandOfReference(expression.field);
  }
}

function demandOfReference({ name, scalar }: FieldReference): Demand {
  return scalar === undefined ? name : demandOfScalar(scalar);
}

/** Whether a log has a field of AWS's may be the question; any other name is more likely a slip. */
function demandOfTest(field: FieldReference): Demand {
  return field.scalar === undefined && findField(field.name) !== undefined ? nothing : demandOfReference(field);
}

export function demandOfScalar(scalar: Scalar): Demand {
  switch (scalar.kind) {
    case "field":
      return scalar.name;
    case "number":
    case "text":
      return nothing;
    case "made":
      return { name: scalar.name, meaning: demandOfScalar(scalar.meaning) };
    case "negative":
      return demandOfScalar(scalar.operand);
    case "arithmetic":
      return { all: [scalar.left, scalar.right].map(demandOfScalar) };
    case "choice": {
      const values = [
        ...scalar.cases.map(({ value }) => value),
        ...(scalar.otherwise === undefined ? [] : [scalar.otherwise]),
      ];
      return { all: [...scalar.cases.map(({ when }) => demandOf(when)), ...values.map(demandOfScalar)] };
    }
    case "call":
      return demandOfCall(scalar);
  }
}

function demandOfCall({ function: name, arguments: values }: Extract<Scalar, { kind: "call" }>): Demand {
  const called = findFunction(name);
  const works = called === undefined ? undefined : workingOf(called, values);
  if (works !== undefined && "expand" in works) return demandOfScalar(works.expand(values));
  const demands = values.map(demandOfScalar);
  // A constant at the end is for records that have none of the others.
  const isChosen = works !== undefined && "choose" in works;
  return isChosen ? { any: demands.filter((demand) => !isNothing(demand)) } : { all: demands };
}

function isNothing(demand: Demand): boolean {
  return typeof demand !== "string" && "all" in demand && demand.all.every(isNothing);
}

/** The missing fields, each once; all of several alternatives, where none is present. */
export function missedBy(demand: Demand, isThere: (name: string) => boolean): string[] {
  if (typeof demand === "string") return isThere(demand) ? [] : [demand];
  if ("meaning" in demand) return isThere(demand.name) ? [] : missedBy(demand.meaning, isThere);
  if ("all" in demand) return [...new Set(demand.all.flatMap((each) => missedBy(each, isThere)))];
  const missed = demand.any.map((each) => missedBy(each, isThere));
  return missed.some((names) => names.length === 0) ? [] : [...new Set(missed.flat())];
}
