// What may be asked of a group: `count()`, `sum(bytes)`, `avg(packets) as mean`. This file reads such a text and says
// what must be accumulated for it; accumulating is the kernel's work, and group.ts puts the two together.
import { canonicalName, findField } from "../field.ts";
import type { Problem } from "../problem.ts";
import { nearest } from "../text/suggest.ts";

type AggregateFunction = "count" | "sum" | "min" | "max" | "avg";

export interface Aggregate {
  readonly function: AggregateFunction;
  /** The field that it is about; undefined: the records themselves. */
  readonly field: string | undefined;
  /** The field of the result. */
  readonly name: string;
}

const FUNCTIONS: readonly AggregateFunction[] = ["count", "sum", "min", "max", "avg"];

/** Reads one aggregate; a Problem names the fault and where it stands. */
export function parseAggregate(text: string): Aggregate | Problem {
  const match = /^\s*(\w+)\s*\(\s*(.*?)\s*\)\s*(?:\bas\s+(\S.*?)\s*)?$/i.exec(text);
  if (match === null) {
    return {
      problem: `"${text}" is no aggregate`,
      advice: `write a function and a field, like "sum(bytes)" or "count()"`,
    };
  }
  const [, word = "", inside = "", alias] = match;
  const name = word.toLowerCase();
  const known = FUNCTIONS.find((candidate) => candidate === name);
  if (known === undefined) return unknownFunction(text, word);
  const field = fieldInside(text, word, inside);
  if (typeof field === "object") return field;
  if (field === undefined && known !== "count") {
    return {
      problem: `${name}() needs a field`,
      advice: `write for example ${name}(bytes)`,
      text,
      from: 0,
      to: text.length,
    };
  }
  const kind = field === undefined ? undefined : findField(field)?.kind;
  if (known !== "count" && (kind === "text" || kind === "address")) {
    const from = text.indexOf(inside, text.indexOf("("));
    return {
      problem: `${name}(${inside}) makes no sense: ${field} is ${kind === "text" ? "a text" : "an address"}`,
      advice: `${name} is for numbers; count(${field}) counts its values`,
      text,
      from,
      to: from + inside.length,
    };
  }
  const written = text.slice(0, text.lastIndexOf(")") + 1).replaceAll(/\s/g, "");
  return { function: known, field, name: alias === undefined ? written : alias.replaceAll("`", "") };
}

function unknownFunction(text: string, word: string): Problem {
  const near = nearest(word, FUNCTIONS);
  return {
    problem: `unknown aggregate "${word}"`,
    advice: near === undefined ? `the aggregates are ${FUNCTIONS.join(", ")}` : `did you mean "${near}"?`,
    text,
    from: text.indexOf(word),
    to: text.indexOf(word) + word.length,
  };
}

/** The field between the parentheses: undefined for none or `*`. */
function fieldInside(text: string, word: string, inside: string): string | undefined | Problem {
  if (inside === "" || inside === "*") return undefined;
  const quoted = /^`([^`]+)`$/.exec(inside)?.[1];
  if (quoted !== undefined) return quoted;
  const from = text.indexOf(inside, text.indexOf(word) + word.length);
  if (!/^[\w.-]+$/.test(inside)) {
    return {
      problem: `"${inside}" is no field`,
      advice: "write one field, in back-ticks if it has odd characters",
      text,
      from,
      to: from + inside.length,
    };
  }
  return canonicalName(inside);
}

/** What flow-group computes when nothing is asked for: the columns of flowlogs-reader's `aggregate`, and the count. */
export const defaultAggregates: readonly Aggregate[] = [
  { function: "count", field: undefined, name: "flows" },
  { function: "min", field: "start", name: "start" },
  { function: "max", field: "end", name: "end" },
  { function: "sum", field: "packets", name: "packets" },
  { function: "sum", field: "bytes", name: "bytes" },
];

/** The flow's 5-tuple. */
export const defaultKeys: readonly string[] = ["srcaddr", "dstaddr", "srcport", "dstport", "protocol"];
