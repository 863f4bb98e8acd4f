// What the fields of flow logs are called in Logs Insights: those that it finds by itself in records of the default format, and
// those that `parse` cuts out of records of another one.
import { defaultFormat, type Expression, findField } from "@flowlogs/core";
import type { Scalar } from "@flowlogs/core/spelling";
import { refuse } from "./words.ts";

export type ValueKind = "number" | "text" | "address";

export interface InsightsValue {
  readonly text: string;
  readonly kind: ValueKind;
  /** A condition that holds where there is a value; undefined: everywhere. */
  readonly known?: string;
  /** What the user wrote for it. */
  readonly label?: string;
  /** It is a field as the log has it, with "-" for nothing. */
  readonly isRaw?: true;
}

/** For people. */
export function labelOf({ label, text }: InsightsValue): string {
  return label ?? text;
}

export type Lookup = (name: string) => InsightsValue | undefined;

/** Where the names of a question are looked up, and what is made of them is written. */
export interface InsightsScope {
  readonly find: Lookup;
  /** Throws UsageError. */
  value(scalar: Scalar): InsightsValue;
  /** A condition that holds where the expression is true; or, unless `wanted`, where it is false. Throws UsageError. */
  holds(expression: Expression, wanted?: boolean): string;
}

/** Source: docs.aws.amazon.com, CloudWatch Logs, CWL_AnalyzeLogData-discoverable-fields. */
const discovered: Readonly<Record<string, string>> = {
  account_id: "accountId",
  interface_id: "interfaceId",
  srcaddr: "srcAddr",
  dstaddr: "dstAddr",
  srcport: "srcPort",
  dstport: "dstPort",
  start: "startTime",
  end: "endTime",
  log_status: "logStatus",
};

const kinds: Readonly<Record<string, ValueKind>> = { integer: "number", time: "number", address: "address" };

/** The fields of records of a format; without one, of the default format. */
export class LogNames {
  readonly fields: readonly string[];
  readonly #isParsed: boolean;

  constructor(format: readonly string[] | undefined) {
    this.fields = format ?? defaultFormat;
    this.#isParsed = format !== undefined && format.join(" ") !== defaultFormat.join(" ");
  }

  /** The command that cuts the records; undefined where Logs Insights does it. */
  get command(): string | undefined {
    if (!this.#isParsed) return undefined;
    return `parse @message "${this.fields.map(() => "*").join(" ")}" as ${this.fields.map(parsedName).join(", ")}`;
  }

  readonly find: Lookup = (name) => {
    const field = findField(name)?.name ?? name;
    if (!this.fields.includes(field)) return undefined;
    const text = this.#isParsed ? parsedName(field) : (discovered[field] ?? field);
    return logValue(text, kinds[findField(field)?.kind ?? "text"] ?? "text");
  };

  /** Throws UsageError. */
  get(name: string): InsightsValue {
    return this.find(name) ?? unknownField(name, this.fields);
  }
}

function unknownField(name: string, having: readonly string[]): never {
  const advice = `it has ${having.slice(0, 5).join(", ")}${having.length > 5 ? ` and ${having.length - 5} more` : ""}; name the format of its flow log with read --format`;
  return refuse(`about "${name}"`, "the records do not have this field", advice);
}

/** A name that is not one of those that Logs Insights finds itself. */
function parsedName(field: string): string {
  return `log_${field.replaceAll(/\W/g, "_")}`;
}

/** A record without the value has "-" there, which is a text. A comparison with what is missing is false. */
function logValue(text: string, kind: ValueKind): InsightsValue {
  const known = kind === "number" ? `isNumeric(${text})` : `${text} != "-"`;
  return { text, kind, known, isRaw: true };
}
