// Words without quotes that an expression takes for texts, `REJECT` in `action = REJECT`: a record may have keys of that name.
import type { Expression, Scalar, Value } from "../syntax.ts";

export function bareWordsIn(expression: Expression): string[] {
  return [...new Set(wordsIn(expression))];
}

function wordsIn(expression: Expression): readonly string[] {
  switch (expression.kind) {
    case "and":
    case "or":
      return expression.operands.flatMap(wordsIn);
    case "not":
      return wordsIn(expression.operand);
    case "compare":
      return [...wordIn(expression.value), ...wordsInScalar(expression.field.scalar)];
    case "in":
      return expression.items.flatMap((item) => (item.kind === "value" ? wordIn(item.value) : []));
    case "compareFields":
      return [expression.left, expression.right].flatMap(({ scalar }) => wordsInScalar(scalar));
    default:
      return wordsInScalar(expression.field.scalar);
  }
}

function wordIn(value: Value): readonly string[] {
  return value.kind === "text" && !value.quoted ? [value.text] : [];
}

/** The same of values that are computed. */
export function bareWordsInScalars(scalars: Iterable<Scalar | undefined>): string[] {
  return [...new Set([...scalars].flatMap(wordsInScalar))];
}

/** Only the conditions of a choice have such words. */
function wordsInScalar(scalar: Scalar | undefined): readonly string[] {
  switch (scalar?.kind) {
    case "choice":
      return scalar.cases.flatMap(({ when, value }) => [...wordsIn(when), ...wordsInScalar(value)]);
    case "call":
      return scalar.arguments.flatMap(wordsInScalar);
    case "arithmetic":
      return [scalar.left, scalar.right].flatMap(wordsInScalar);
    case "negative":
      return wordsInScalar(scalar.operand);
    case "made":
      return wordsInScalar(scalar.meaning);
    default:
      return [];
  }
}
