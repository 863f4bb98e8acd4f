// The topic "fields": rendered from the field table.
import type { Topic } from "@flowlogs/base/topic";
import type { Derived } from "../expression/syntax.ts";
import { type Field, fields } from "../field.ts";

/** What the names mean that no key has. */
const computed: Readonly<Record<Derived | "addr" | "port", string>> = {
  addr: "srcaddr or dstaddr: either side",
  port: "srcport or dstport",
  duration: "end - start, in seconds",
  bps: "bits per second",
  pps: "packets per second",
  bpp: "bytes per packet",
};

const transitGateway = 6;

export const fieldsTopic: Topic = {
  name: "fields",
  brief: "the fields of flow logs, and names that are computed",
  sections: [
    {
      prose:
        "Hyphens, underscores and case do not count: src-addr, srcAddr and SRCADDR are srcaddr. Any other key of a record " +
        "is a field too; dots name nested values (http.status), and back-ticks any key (`my key`). Numbers are numbers, " +
        "ids and addresses are texts, times are epoch seconds, and - is null. The number is the version of the format " +
        "that brought the field. flow-fmt -o schema shows the fields that your records have.",
    },
    { title: "Flow logs of VPCs", rows: rowsOf(fields.filter(({ version }) => version !== transitGateway)) },
    { title: "Only of transit gateways", rows: rowsOf(fields.filter(({ version }) => version === transitGateway)) },
    { title: "Computed, where no key has the name", rows: Object.entries(computed) },
  ],
  words: [...fields.map(({ name }) => name), ...Object.keys(computed)],
};

/** A JSON Schema for each field. */
export const fieldSchemas: Readonly<Record<string, object>> = Object.fromEntries(
  fields.map((field) => [field.name, schemaOf(field)]),
);

function rowsOf(some: readonly Field[]): readonly [string, string][] {
  return some.map((field) => [field.name, meaningOf(field)]);
}

function meaningOf({ meaning, kind, unit, values = {}, aliases, version }: Field): string {
  const coded = Object.entries(values).map(([value, says]) => `${value} ${says}`);
  const details = [version, kind, ...(unit === undefined || unit === "bytes" || unit === "packets" ? [] : [unit])];
  return [
    `${meaning} (${details.join(", ")})`,
    ...(coded.length > 0 ? [coded.join(", ")] : []),
    ...(aliases.length > 0 ? [`also ${aliases.join(", ")}`] : []),
  ].join("; ");
}

function schemaOf({ kind, meaning, version }: Field): object {
  const type = kind === "integer" ? "integer" : kind === "time" ? "number" : "string";
  return { type: [type, "null"], description: `${meaning} (version ${version})` };
}
