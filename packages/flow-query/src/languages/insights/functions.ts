// The functions of Logs Insights that flow-filter has, under the same names: what they take, and what they give.
import { aggregateNames } from "./aggregates.ts";
import { nearestName } from "@flowlogs/base/nearest";
import { parseExpression } from "@flowlogs/core";
import { isProblem } from "@flowlogs/base/problem";
import { unitNames, unitOf } from "./periods.ts";
import type { Call, QueryNode } from "./syntax.ts";
import { asNumber, ATOM, atom, type QueryKind, type QueryValue, type World, type Test } from "./value.ts";

/**
 * Of a parameter: `n` a number, `t` a time, `s` a text, `c` a text that is written out, `p` a length of time, `a` any value;
 * `?` marks those that may be left out, `*` the last one that may be repeated. `gives`: `b` is a truth.
 */
interface Signature {
  readonly takes: string;
  readonly gives: "n" | "t" | "s" | "b";
}

const signatures: ReadonlyMap<string, Signature> = new Map(
  Object.entries({
    n: {
      n: "abs ceil floor log sqrt",
      "n n?": "round",
      "n n*": "greatest least",
      a: "toNumber toInt toLong toDouble",
      "n n n n": "haversine",
      s: "strlen hexToDec ipv4ToNumber",
      "": "now",
    },
    t: { "t p": "datefloor dateceil", p: "bin" },
    s: {
      "t c c?": "formatDate strftime",
      "s s*": "concat",
      s: "tolower toupper urlencode urldecode base64encode base64decode hexToAscii",
      "s s?": "trim ltrim rtrim",
      "s n n?": "substr",
      "s s s": "replace",
      "s c s": "regexReplace",
      n: "decToHex",
    },
    b: {
      a: "ispresent isNumeric isempty isblank isValidIp isValidIpV4 isValidIpV6 isPrivateIP isPublicIP isReservedIP",
      "a c": "isIpInSubnet isIpv4InSubnet isIpv6InSubnet",
      "s s n?": "strcontains",
      "s s": "startsWith endsWith",
    },
  } satisfies Record<string, Record<string, string>>).flatMap(([gives, byTakes]) =>
    Object.entries(byTakes).flatMap(([takes, names]) =>
      names
        .split(" ")
        .map((name): [string, Signature & { name: string }] => [
          name.toLowerCase(),
          { name, takes, gives: givenAs(gives) },
        ]),
    ),
  ),
);

function givenAs(letter: string): Signature["gives"] {
  return letter === "n" || letter === "t" || letter === "b" ? letter : "s";
}

const chosen = ["if", "case", "coalesce", "frommillis", "tomillis"];
const kinds: Readonly<Record<Signature["gives"], QueryKind>> = { n: "number", t: "time", s: "text", b: "number" };
/** They are false for what is missing, and `not` turns them round. */
const decided = new Set(["ispresent", "isnumeric", "isempty", "isblank"]);

/** A call as a value. Throws QueryRefusal. */
export function compileCall(call: Call, world: World): QueryValue {
  const name = call.name.toLowerCase();
  if (chosen.includes(name)) return compileChosen(name, call, world);
  const signature = signatures.get(name);
  if (signature === undefined) return unknownFunction(call, world);
  if (signature.gives === "b") return atom(`if(${world.holds(call)}, 1, 0)`, "number");
  const values = argumentsOf(call, signature, world);
  const text = checked(`${call.name}(${values.map((value) => value.text).join(", ")})`, call, world);
  return atom(text, kinds[signature.gives], values.some(({ literal }) => literal === undefined) ? [text] : []);
}

/** A call as a condition; undefined when it gives no truth. */
export function compileTest(call: Call, world: World): Test | undefined {
  const name = call.name.toLowerCase();
  const signature = signatures.get(name);
  if (signature?.gives !== "b") return undefined;
  const values = argumentsOf(call, signature, world);
  const [first] = values;
  if (first?.literal !== undefined) world.refuse(call, `${call.name} is about a field`);
  const text = `${call.name}(${values.map((value) => value.text).join(", ")})`;
  return { text, nulls: decided.has(name) ? [] : values.flatMap(({ nulls }) => nulls) };
}

function argumentsOf(call: Call, { takes }: Signature, world: World): readonly QueryValue[] {
  const parameters = takes === "" ? [] : takes.split(" ");
  const least = parameters.filter((it) => it.length === 1).length;
  const most = parameters.some((it) => it.endsWith("*")) ? Infinity : parameters.length;
  assertCount(call, least, most, world);
  return call.values.map((node, i) =>
    argumentOf(node, parameters[Math.min(i, parameters.length - 1)] ?? "a", call, world),
  );
}

function assertCount({ name, values, ...place }: Call, least: number, most: number, world: World): void {
  if (values.length >= least && values.length <= most) return;
  const wanted = most === Infinity ? `${least} or more` : least === most ? least : `${least} to ${most}`;
  world.refuse(place, `${name} takes ${wanted} ${wanted === 1 ? "argument" : "arguments"}, not ${values.length}`);
}

function argumentOf(node: QueryNode, parameter: string, call: Call, world: World): QueryValue {
  const letter = parameter.charAt(0);
  if (letter === "p") return periodOf(node, call, world);
  const value = world.value(node);
  switch (letter) {
    case "n":
      return asNumber(value, node, world);
    case "t":
      return asTime(value, node, world);
    case "c":
      return value.literal === undefined || value.kind !== "text"
        ? world.refuse(node, "a text in quotes must stand here")
        : value;
    default:
      if (value.kind !== "time" || call.name.toLowerCase() === "ispresent") return value;
      return world.refuse(node, "a time has no text here", "formatDate(..) gives it one, toMillis(..) is a number");
  }
}

/** A number is epoch milliseconds. */
function asTime(value: QueryValue, node: QueryNode, world: World): QueryValue {
  if (value.kind === "time") return value;
  const { text, nulls } = asNumber(value, node, world);
  return { text: `(${text}) / 1000`, kind: "time", nulls, binding: ATOM };
}

function periodOf(node: QueryNode, call: Call, world: World): QueryValue {
  if (node.kind !== "period") return world.refuse(node, `${call.name} needs a length of time`, "write one like 5m");
  const { count, unit: word } = node;
  const unit = unitOf(word);
  if (unit === undefined) {
    const near = nearestName(word, unitNames());
    return world.refuse(
      node,
      `"${word}" is not a unit of time`,
      near === undefined ? "the units are ms s m h d w mo q y" : `did you mean "${near}"?`,
    );
  }
  if (count === 0) world.refuse(node, "a length of time cannot be 0");
  const used = Math.min(count, unit.most ?? count);
  if (used < count) world.note(`${call.name}(${count}${unit.ours}) acts as ${used}${unit.ours}, as in Logs Insights`);
  return { ...atom(`${used}${unit.ours}`, "text"), literal: "" };
}

function compileChosen(name: string, call: Call, world: World): QueryValue {
  if (name === "frommillis" || name === "tomillis") {
    assertCount(call, 1, 1, world);
    const [node = call] = call.values;
    const value = world.value(node);
    return name === "tomillis"
      ? asNumber(asTime(value, node, world), node, world)
      : asTime(asNumber(value, node, world), node, world);
  }
  const isCase = name !== "coalesce";
  assertCount(call, name === "if" ? 3 : isCase ? 2 : 1, name === "if" ? 3 : Infinity, world);
  const isCondition = (i: number): boolean => isCase && i % 2 === 0 && i < call.values.length - 1;
  const values: QueryValue[] = [];
  const parts = call.values.map((node, i) => {
    if (isCondition(i)) return world.holds(node);
    const value = world.value(node);
    values.push(value);
    return value.text;
  });
  const kind = kindOfAll(values, call, world);
  const text = checked(`${name}(${parts.join(", ")})`, call, world);
  return atom(text, kind, [text]);
}

/** Times and numbers would be mixed in different units. */
function kindOfAll(values: readonly QueryValue[], call: Call, world: World): QueryKind {
  const [first = "unknown", ...others] = new Set(values.map(({ kind }) => kind));
  if (others.length === 0) return first;
  if (first !== "time" && !others.includes("time")) return "extracted";
  return world.refuse(call, "the values are times and other values", "toMillis(..) gives a number");
}

/** A problem that flow-filter has with a value, at the place of the value in the query. */
export function checked(text: string, place: QueryNode, world: World, test = " is null"): string {
  const parsed = parseExpression(text + test);
  return isProblem(parsed) ? world.refuse(place, parsed.problem, parsed.advice) : text;
}

/** What AWS documents and flow-query does not have. */
const lacking = new Set(
  (
    "parsedate messagesize querystarttime queryendtime querytimerange jsonparse jsonstringify jsonarraysize jsonarraycontains " +
    "split hash md5 sha256 topk rate countovertime sumovertime histogram sortsfirst sortslast"
  ).split(" "),
);

function unknownFunction(call: Call, world: World): never {
  const name = call.name.toLowerCase();
  if (lacking.has(name)) return world.refuse(call, `flow-query does not have "${call.name}" of Logs Insights`);
  const near = nearestName(call.name, [...signatures.keys(), ...chosen, ...aggregateNames]);
  const advice = near === undefined ? undefined : `did you mean "${near}"?`;
  return world.refuse(call, `"${call.name}" is not a function`, advice);
}
