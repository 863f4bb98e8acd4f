// Values that are computed, as Logs Insights has them. Times are epoch seconds here and milliseconds there.
import { suggestField } from "@flowlogs/core/kinds";
import { printScalar, type Scalar, shortFor } from "@flowlogs/core/spelling";
import { LEAVE_OUT } from "../../printer/refuse.ts";
import { type InsightsValue, type InsightsScope, labelOf, type ValueKind } from "./names.ts";
import { quoteText, refuse } from "./words.ts";

/** The functions that are there under the same name, and mean the same. */
const numberFunctions = new Set(
  "abs ceil floor sqrt log round greatest least tonumber toint tolong todouble haversine strlen hextodec ipv4tonumber".split(
    " ",
  ),
);
const textFunctions = new Set(
  (
    "concat tolower toupper trim ltrim rtrim substr replace regexreplace urlencode urldecode base64encode base64decode " +
    "hextoascii dectohex"
  ).split(" "),
);

/** Branches of one `case` at most. */
const MOST_BRANCHES = 10;

/** Throws UsageError. */
export function scalarText(scalar: Scalar, scope: InsightsScope): InsightsValue {
  switch (scalar.kind) {
    case "field":
      return scope.find(scalar.name) ?? unknownName(scalar.name);
    case "number":
      return { text: scalar.text, kind: "number" };
    case "text":
      return { text: quoteText(scalar.text), kind: "text" };
    case "made":
      return scope.find(scalar.name) ?? scope.value(scalar.meaning);
    case "negative":
      return computed(`(0 - ${operand(scalar.operand, scope)})`, "number");
    case "arithmetic":
      return arithmetic(scalar, scope);
    case "choice":
      return choice(scalar, scope);
    case "call":
      return call(scalar, scope);
  }
}

function computed(text: string, kind: ValueKind): InsightsValue {
  return { text, kind, known: `ispresent(${text})` };
}

/** A number, in parentheses where it is computed. */
function operand(scalar: Scalar, scope: InsightsScope): string {
  const value = scope.value(scalar);
  if (value.kind === "number") return value.text;
  if (value.kind === "text") return `toNumber(${value.text})`;
  return refuse(`for a number made of ${labelOf(value)}`, "it is an address", "take ipv4ToNumber() of it");
}

function arithmetic(scalar: Extract<Scalar, { kind: "arithmetic" }>, scope: InsightsScope): InsightsValue {
  const left = operand(scalar.left, scope);
  if (scalar.operator === "&") return bits(left, scalar);
  return computed(`(${left} ${scalar.operator} ${operand(scalar.right, scope)})`, "number");
}

/** Logs Insights has no operators of bits: each one is divided out. */
function bits(
  left: string,
  { left: of, right: mask }: Pick<Extract<Scalar, { kind: "arithmetic" }>, "left" | "right">,
): InsightsValue {
  const wanted = mask.kind === "number" ? Number(mask.text) : Number.NaN;
  if (!Number.isInteger(wanted) || wanted <= 0 || wanted > 0xff_ff_ff_ff) {
    return refuse(
      `for bits of ${printScalar(of)}`,
      "it has no operator &, and the other side is not a whole number up to 2^32",
      "write such a number",
    );
  }
  const parts = Array.from({ length: 32 }, (_, i) => 2 ** i)
    .filter((bit) => Math.floor(wanted / bit) % 2 === 1)
    .map((bit) => (bit === 1 ? `${left} % 2` : `floor(${left} / ${bit}) % 2 * ${bit}`));
  return computed(`(${parts.join(" + ")})`, "number");
}

function choice({ cases, otherwise }: Extract<Scalar, { kind: "choice" }>, scope: InsightsScope): InsightsValue {
  if (cases.length > MOST_BRANCHES)
    refuse(`a choice of ${cases.length} cases`, `it has at most ${MOST_BRANCHES}`, "ask with fewer");
  const values = [...cases.map(({ value }) => value), ...(otherwise === undefined ? [] : [otherwise])].map((value) =>
    plain(scope.value(value)),
  );
  const kinds = new Set(values.map(({ kind }) => kind));
  const parts = cases.flatMap(({ when }, i) => [scope.holds(when), values[i]?.text ?? ""]);
  if (otherwise !== undefined) parts.push(values.at(-1)?.text ?? "");
  const [kind = "text"] = kinds;
  return computed(`case(${parts.join(", ")})`, kinds.size === 1 ? kind : "text");
}

function call(scalar: Extract<Scalar, { kind: "call" }>, scope: InsightsScope): InsightsValue {
  const short = shortFor(scalar);
  if (short !== undefined) return scope.value(short);
  const name = scalar.function.toLowerCase();
  const values = scalar.arguments.map((it) => plain(scope.value(it)));
  const list = values.map(({ text }) => text).join(", ");
  if (numberFunctions.has(name)) return computed(`${scalar.function}(${list})`, "number");
  if (textFunctions.has(name)) return computed(`${scalar.function}(${list})`, "text");
  const [first] = values;
  if (name === "formatdate" && first !== undefined) {
    const others = values.slice(1).map(({ text }) => `, ${text}`);
    return computed(`formatDate(fromMillis((${first.text}) * 1000)${others.join("")})`, "text");
  }
  if (name === "coalesce") return computed(`coalesce(${list})`, first?.kind ?? "text");
  return refuse(`for ${scalar.function}()`, "it has no function that does the same", LEAVE_OUT);
}

/** The "-" of a field is no text of which others are made. */
function plain(value: InsightsValue): InsightsValue {
  if (value.isRaw !== true || value.kind === "number" || value.known === undefined) return value;
  return { text: `case(${value.known}, ${value.text})`, kind: value.kind };
}

function unknownName(name: string): never {
  const near = suggestField(name);
  return refuse(
    `about "${name}"`,
    "the records do not have this field",
    near === undefined ? "name the format of its flow log with read --format" : `did you mean "${near}"?`,
  );
}
