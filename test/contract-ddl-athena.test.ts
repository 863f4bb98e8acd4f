// flow-write --ddl athena: its partition projection leads to the folders that files are written to, which are worked out by hand here;
// and the statement is one to sqlglot (pip install sqlglot), where it is installed.
import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { run, scratch, shell } from "./command.ts";

const python = process.env["FLOWLOGS_PYTHON"] ?? "python3";
const hasSqlglot = spawnSync(python, ["-c", "import sqlglot"]).status === 0;
if (!hasSqlglot) console.error("sqlglot is not installed; Athena's statements are not parsed");

/** The properties of a statement, as sqlglot parses it in the language of Athena. */
const PARSE = `
import json, sys, sqlglot
table = sqlglot.parse_one(sys.stdin.read(), read="athena")
assert type(table).__name__ == "Create", table
print(json.dumps({it.name: it.text("value") for it in table.find_all(sqlglot.exp.Property) if type(it) is sqlglot.exp.Property}))
`;

/** Those between quotes. */
function propertiesOf(statement: string): Readonly<Record<string, string>> {
  return Object.fromEntries(
    [...statement.matchAll(/^ {2}'([^']*)' = '([^']*)'/gm)].map(([, key = "", value]) => [key, value ?? ""]),
  );
}

/** 2024-02-29T23:55:00Z, the last slot of a leap day. */
const END = 1_709_250_900;
const owner = { aws_account_id: "001234567890", aws_region: "ap-southeast-2" };
const hive = "aws-account-id=001234567890/aws-service=vpcflowlogs/aws-region=ap-southeast-2";

/** What a query says of the partition, and the folder that it is to find. */
const layouts = {
  aws: [{ ...owner, day: "2024/02/29" }, "001234567890/vpcflowlogs/ap-southeast-2/2024/02/29"],
  hourly: [{ ...owner, hour: "2024/02/29/23" }, "001234567890/vpcflowlogs/ap-southeast-2/2024/02/29/23"],
  hive: [{ ...owner, year: "2024", month: "02", day: "29" }, `${hive}/year=2024/month=02/day=29`],
  "hive-hourly": [
    { ...owner, year: "2024", month: "02", day: "29", hour: "23" },
    `${hive}/year=2024/month=02/day=29/hour=23`,
  ],
} as const;

const cases = Object.entries(layouts).flatMap(([layout, [values, folder]]) =>
  ["text", "parquet"].map((format) => ({ layout, format, values: new Map(Object.entries(values)), folder })),
);

test.each(cases)("layout $layout, $format", async ({ layout, format, values, folder }) => {
  const options = ["--layout", layout, "--format", format, "--fields", "end", "--account", "001234567890"];
  const place = [...options, "--region", "ap-southeast-2", "--flow-log-id", "fl-1"];
  const local = join(scratch, `${layout}-${format}`);
  await run(["flow-write", local, ...place], `{"end":${END}}\n`);
  const [file = ""] = readdirSync(local, { recursive: true, encoding: "utf8" }).filter((it) =>
    /\.(gz|parquet)$/.test(it),
  );
  expect(dirname(file)).toBe(`AWSLogs/${folder}`);

  const { out, err, status } = await run(["flow-write", "s3://bucket/some/prefix/", ...options, "--ddl", "athena"]);
  expect({ err, status }).toEqual({ err: "", status: 0 });
  const properties = propertiesOf(out);
  const { "storage.location.template": template = "" } = properties;
  expect(template.replaceAll(/\$\{(\w+)\}/g, (_, name: string) => values.get(name) ?? "?")).toBe(
    `s3://bucket/some/prefix/AWSLogs/${folder}/`,
  );
  // Every part is a column, and has a rule by which Athena finds its values.
  const columns = /PARTITIONED BY \((.*)\)/
    .exec(out)?.[1]
    ?.match(/`\w+`/g)
    ?.map((it) => it.slice(1, -1));
  expect(columns).toEqual([...values.keys()]);
  const rules = [...values].map(([name, value]) => ruleAllows(properties, name, value));
  expect(rules).toEqual([...values].map(() => true));
  expect(out.includes("STORED AS PARQUET")).toBe(format === "parquet");
});

/** By the rules of Athena's manual. */
function ruleAllows(properties: Readonly<Record<string, string>>, name: string, value: string): boolean {
  const rule = (of: string): string => properties[`projection.${name}.${of}`] ?? "";
  switch (rule("type")) {
    case "injected":
      return true;
    case "enum":
      return rule("values").split(",").includes(value);
    case "integer": {
      const [from = "", to = ""] = rule("range").split(",");
      return Number(from) <= Number(value) && Number(value) <= Number(to) && value.length === Number(rule("digits"));
    }
    case "date": {
      // A letter of the format for each digit, and the first one in the range is before it.
      const [from = "", to] = rule("range").split(",");
      const looksSo = rule("format").replaceAll(/[a-zA-Z]/g, "9") === value.replaceAll(/\d/g, "9");
      const unit = rule("format").endsWith("HH") ? "HOURS" : "DAYS";
      return looksSo && from <= value && from.length === value.length && to === "NOW" && rule("interval.unit") === unit;
    }
    default:
      return false;
  }
}

test.skipIf(!hasSqlglot).each(cases)(
  "sqlglot takes the statement: layout $layout, $format",
  async ({ layout, format }) => {
    const { out } = await shell(`flow-write s3://bucket --layout ${layout} --format ${format} --ddl athena`);
    const { stdout, stderr, status } = spawnSync(python, ["-c", PARSE], { input: out, encoding: "utf8" });
    expect({ stderr, status }).toEqual({ stderr: "", status: 0 });
    expect(JSON.parse(stdout)).toEqual(propertiesOf(out));
  },
);
