// Functions that are true or false. Each is short for a condition of the language, which the kernel tests a column at a
// time; where a text to look for is not a constant, the result is computed once per pair of distinct texts.
import { type AddressRange, parseAddress, parsePrefix } from "../../address.ts";
import { combine, negate } from "../build.ts";
import type { KindOf, Refusal, ScalarFunction } from "./function.ts";
import { escapeRegex } from "../patternText.ts";
import type { Expression, FieldReference, Scalar } from "../syntax.ts";

const privateBlocks = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"];
/** IANA's registries of special-purpose addresses that are not for everybody, and multicast. */
const reservedBlocks = (
  "0.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 192.0.0.0/24 192.0.2.0/24 192.88.99.0/24 198.18.0.0/15 " +
  "198.51.100.0/24 203.0.113.0/24 224.0.0.0/3 ::/127 64:ff9b:1::/48 100::/64 2001::/23 2001:db8::/32 2002::/16 " +
  "3fff::/20 5f00::/16 fc00::/7 fe80::/10 ff00::/8"
).split(" ");
const everything = ["0.0.0.0/0", "::/0"];

export const truthFunctions: readonly ScalarFunction[] = [
  about("ispresent", (field) => negate(isNull(field))),
  about("isNumeric", (field) => negate(isNull(asNumber(field)))),
  about("isempty", (field, kindOf) => combine("or", [isNull(field), isEmptyText(field, kindOf)])),
  about("isblank", (field) => combine("or", [isNull(field), matches(field, "^\\s*$")])),
  ofAddress("isValidIp", (field) => within(field, everything)),
  ofAddress("isValidIpV4", (field) => within(field, ["0.0.0.0/0"])),
  ofAddress("isValidIpV6", (field) => within(field, ["::/0"])),
  // RFC 1918, as Logs Insights has it.
  ofAddress("isPrivateIP", (field) => within(field, privateBlocks)),
  ofAddress("isReservedIP", (field) => within(field, reservedBlocks)),
  ofAddress("isPublicIP", (field) =>
    combine("and", [within(field, everything), negate(within(field, [...privateBlocks, ...reservedBlocks]))]),
  ),
  subnet("isIpInSubnet"),
  subnet("isIpv4InSubnet", 4),
  subnet("isIpv6InSubnet", 6),
  {
    name: "strcontains",
    parameters: ["any", "text", "number"],
    optional: 1,
    gives: "truth",
    works: { ask: (text = "", wanted = "", loose = "0") => Number(contains(text, wanted, Number(loose) !== 0)) },
    test: ([field, wanted, loose]) =>
      loose === undefined ? withText(field, wanted, (it, text) => ({ kind: "contains", field: it, text })) : undefined,
  },
  {
    name: "startsWith",
    parameters: ["any", "text"],
    gives: "truth",
    works: { ask: (text = "", wanted = "") => Number(text.startsWith(wanted)) },
    test: ([field, wanted]) => withText(field, wanted, (it, text) => matches(it, `^${escapeRegex(text)}`, "u")),
  },
  {
    name: "endsWith",
    parameters: ["any", "text"],
    gives: "truth",
    works: { ask: (text = "", wanted = "") => Number(text.endsWith(wanted)) },
    test: ([field, wanted]) => withText(field, wanted, (it, text) => matches(it, `${escapeRegex(text)}$`, "u")),
  },
];

/** A function of one value, which is always short for a condition. */
function about(name: string, test: (field: FieldReference, kindOf: KindOf) => Expression): ScalarFunction {
  const works = { ask: () => undefined };
  return { name, parameters: ["any"], gives: "truth", works, test: ([field], kindOf) => field && test(field, kindOf) };
}

/** The same about addresses, which no number and no time is. */
function ofAddress(name: string, test: (field: FieldReference, kindOf: KindOf) => Expression): ScalarFunction {
  return { ...about(name, test), refuse: ([value], kindOf) => refuseNoAddress(name, value, kindOf) };
}

function refuseNoAddress(name: string, value: Scalar | undefined, kindOf: KindOf): Refusal | undefined {
  const kind = value && kindOf(value);
  if (kind !== "number" && kind !== "time") return undefined;
  const what = kind === "time" ? "a time" : "a number";
  return { argument: 0, problem: `${name}() needs an address, and this is ${what}` };
}

/** Is the value an address of the prefix, which is of the family? */
function subnet(name: string, family?: 4 | 6): ScalarFunction {
  return {
    name,
    parameters: ["any", "constant"],
    gives: "truth",
    works: { ask: () => undefined },
    refuse: ([value, prefix], kindOf) => refuseNoAddress(name, value, kindOf) ?? refusePrefix(prefix, family),
    test: ([field, prefix]) => withText(field, prefix, (it, text) => within(it, [text])),
  };
}

function refusePrefix(value: Scalar | undefined, family: 4 | 6 | undefined): Refusal | undefined {
  const text = value?.kind === "text" ? value.text : "";
  const range = rangeOf(text);
  if (range !== undefined && (family === undefined || range.low.family === family)) return undefined;
  const kind = family === undefined ? "prefix" : `prefix of IPv${family}`;
  return {
    argument: 1,
    problem: `"${text}" is not a ${kind}`,
    advice: `write one like ${family === 6 ? "2001:db8::/32" : "10.0.0.0/8"}`,
  };
}

function rangeOf(text: string): AddressRange | undefined {
  const single = parseAddress(text);
  return single === undefined ? parsePrefix(text) : { low: single, high: single };
}

function within(field: FieldReference, blocks: readonly string[]): Expression {
  const ranges = blocks.flatMap((block) => rangeOf(block) ?? []);
  return { kind: "in", field, items: ranges.map((range) => ({ kind: "addresses", ...range })) };
}

function isNull(field: FieldReference): Expression {
  return { kind: "isNull", field };
}

/** The empty text; next to a number or an address the language takes none. */
function isEmptyText(field: FieldReference, kindOf: KindOf): Expression {
  const kind = kindOf(field.scalar ?? field);
  if (kind !== undefined && kind !== "text") return matches(field, "^$");
  return { kind: "compare", operator: "=", field, value: { kind: "text", text: "", quoted: true } };
}

function matches(field: FieldReference, source: string, flags = ""): Expression {
  return { kind: "matches", field, source, flags };
}

function asNumber({ name, from, to, scalar = { kind: "field", name, from, to } }: FieldReference): FieldReference {
  const number: Scalar = { kind: "call", function: "toNumber", arguments: [scalar] };
  return { kind: "field", name: `toNumber(${name})`, from, to, scalar: number };
}

/** A test for a text that is written out; undefined when it comes from the record. */
function withText(
  field: FieldReference | undefined,
  wanted: FieldReference | undefined,
  make: (field: FieldReference, text: string) => Expression,
): Expression | undefined {
  const scalar = wanted?.scalar;
  return field === undefined || scalar?.kind !== "text" ? undefined : make(field, scalar.text);
}

function contains(text: string, wanted: string, isLoose: boolean): boolean {
  return isLoose ? text.toLowerCase().includes(wanted.toLowerCase()) : text.includes(wanted);
}
