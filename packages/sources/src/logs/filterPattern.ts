// Translates the part of an expression that the service can test into a filter pattern of columns. The pattern may match more than
// the expression, which is tested again here, but never less: what has no exact counterpart is left out.
// Patterns: docs.aws.amazon.com, CloudWatch Logs, FilterAndPatternSyntax.
import { type Expression, findField } from "@flowlogs/core";

type PatternComparison = Extract<Expression, { kind: "compare" }>;
type Membership = Extract<Expression, { kind: "in" }>;

interface PatternCondition {
  readonly operator: "=" | "!=" | "<" | "<=" | ">" | ">=";
  readonly operand: string;
}

/** Conditions on one column, of which one or all must hold. */
interface Constraint {
  readonly joint: "any" | "all";
  readonly conditions: readonly PatternCondition[];
}

type Constraints = ReadonlyMap<string, Constraint>;

/** Maximum length of a pattern. */
const MAX_LENGTH = 1024;

/** The pattern for records of a format; undefined when the service can test nothing of the expression. */
export function filterPattern(expression: Expression, format: readonly string[]): string | undefined {
  // A column with such a name hides the pseudo-field.
  if (format.some((name) => /^(?:addr|port)$/i.test(name))) return undefined;
  const constraints = [...constraintsOf(expression)].filter(([field]) => format.includes(field));
  // Conditions that make the pattern too long are only tested here.
  for (; constraints.length > 0; constraints.pop()) {
    const pattern = print(new Map(constraints), format);
    if (pattern.length <= MAX_LENGTH) return pattern;
    constraints.sort(([, a], [, b]) => a.conditions.length - b.conditions.length);
  }
  return undefined;
}

function print(constraints: Constraints, format: readonly string[]): string {
  const columns = format.map((field) => {
    const constraint = constraints.get(field);
    if (constraint === undefined) return field;
    const written = constraint.conditions.map(({ operator, operand }) => `${field}${operator}${operand}`);
    return written.join(constraint.joint === "any" ? " || " : " && ");
  });
  return `[${columns.join(", ")}]`;
}

function constraintsOf(expression: Expression): Constraints {
  switch (expression.kind) {
    case "and":
      return expression.operands.map(constraintsOf).reduce(both);
    case "or":
      return expression.operands.map(constraintsOf).reduce(either);
    case "compare":
      return only(expression, compared(expression));
    case "in":
      return only(expression, among(expression));
    // The pattern of a negation would match less than it; the others have no counterpart.
    case "not":
    case "compareFields":
    case "contains":
    case "matches":
    case "isNull":
      return new Map();
  }
}

function only({ field }: PatternComparison | Membership, constraint: Constraint | undefined): Constraints {
  return new Map(constraint === undefined ? [] : [[findField(field.name)?.name ?? field.name, constraint]]);
}

function both(left: Constraints, right: Constraints): Constraints {
  const joined = new Map(left);
  for (const [field, constraint] of right) {
    const other = joined.get(field);
    joined.set(field, other === undefined ? constraint : narrower(other, constraint));
  }
  return joined;
}

/** A column takes alternatives or joint conditions, as the grammar has no parentheses: one of the two must do. */
function narrower(left: Constraint, right: Constraint): Constraint {
  if (isAll(left) && isAll(right)) return { joint: "all", conditions: [...left.conditions, ...right.conditions] };
  return isAll(left) ? left : right;
}

function either(left: Constraints, right: Constraints): Constraints {
  const joined = new Map<string, Constraint>();
  for (const [field, constraint] of left) {
    const other = right.get(field);
    if (other === undefined || !isAny(constraint) || !isAny(other)) continue;
    joined.set(field, { joint: "any", conditions: [...constraint.conditions, ...other.conditions] });
  }
  return joined;
}

function isAll({ joint, conditions }: Constraint): boolean {
  return joint === "all" || conditions.length === 1;
}

function isAny({ joint, conditions }: Constraint): boolean {
  return joint === "any" || conditions.length === 1;
}

function compared({ operator, field, value }: PatternComparison): Constraint | undefined {
  const isEquality = operator === "=" || operator === "!=";
  const operand =
    value.kind === "number"
      ? numberOperand(field.name, value)
      : value.kind === "text" && isEquality
        ? textOperand(field.name, value.text)
        : value.kind === "address" && isEquality
          ? addressOperand(value)
          : undefined;
  // A wildcard matches more than its prefix, and its negation less.
  if (operand === undefined || (operator === "!=" && operand.includes("*"))) return undefined;
  if (operand.startsWith('"') && !isEquality) return undefined;
  return { joint: "all", conditions: [{ operator, operand }] };
}

function among({ field, items }: Membership): Constraint | undefined {
  const ranges = items.flatMap((item) => {
    if (item.kind === "range") return [[item.low, item.high] as const];
    if (item.kind === "value" && item.value.kind === "number") return [[item.value.text, item.value.text] as const];
    return [];
  });
  if (items.some(({ kind }) => kind === "range"))
    return ranges.length === items.length ? hull(field.name, ranges) : undefined;
  const operands = items.map((item) => {
    if (item.kind === "addresses") return addressOperand(item);
    if (item.kind !== "value") return undefined;
    if (item.value.kind === "number") return numberOperand(field.name, item.value);
    return item.value.kind === "text" ? textOperand(field.name, item.value.text) : undefined;
  });
  const known = operands.filter((operand) => operand !== undefined);
  if (known.length < items.length) return undefined;
  return { joint: "any", conditions: [...new Set(known)].map((operand) => ({ operator: "=", operand })) };
}

/** Ranges as alternatives would need parentheses: one range from the lowest to the highest includes them all. */
function hull(field: string, ranges: readonly (readonly [low: string, high: string])[]): Constraint | undefined {
  const ends = ranges.flat().map(Number);
  const [low, high] = [Math.min(...ends), Math.max(...ends)].map(String);
  if (low === undefined || high === undefined || !isPlain(field, low) || !isPlain(field, high)) return undefined;
  return {
    joint: "all",
    conditions: [
      { operator: ">=", operand: low },
      { operator: "<=", operand: high },
    ],
  };
}

function numberOperand(field: string, { text, raw }: { text: string; raw: string }): string | undefined {
  // An id is a text even if it looks like a number.
  if (findField(field)?.kind === "text") return textOperand(field, raw);
  return isPlain(field, text) ? text : undefined;
}

/** Whether the log writes a number exactly as the expression does. Not times: a log may have them in milliseconds. */
function isPlain(field: string, text: string): boolean {
  return findField(field)?.kind === "integer" && /^(?:0|[1-9]\d{0,14})$/.test(text);
}

function textOperand(field: string, text: string): string | undefined {
  return findField(field)?.kind === "text" && /^[\w.:/-]*\w[\w.:/-]*$/.test(text) ? `"${text}"` : undefined;
}

/** The octets with which all addresses of a range begin: AWS writes IPv4 with dots, IPv6 in more than one way. */
function addressOperand({
  low,
  high,
}: {
  low: { family: 4 | 6; low: bigint };
  high: { low: bigint };
}): string | undefined {
  if (low.family !== 4) return undefined;
  const [from, to] = [octets(low.low), octets(high.low)];
  const different = from.findIndex((octet, at) => octet !== to[at]);
  if (different < 0) return from.join(".");
  return different === 0 ? undefined : `${from.slice(0, different).join(".")}.*`;
}

function octets(address: bigint): readonly number[] {
  return [24n, 16n, 8n, 0n].map((shift) => Number((address >> shift) & 255n));
}
