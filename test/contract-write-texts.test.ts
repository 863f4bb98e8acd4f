// What the text of flow-write cannot say as the records did: each is written as it can be, and told with its count.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { file, scratch, shell } from "./command.ts";

const named = "--account 123456789012 --region us-east-1 --flow-log-id fl-1";

/** The lines of the files of a folder. */
function textsIn(folder: string): readonly string[] {
  const paths = readdirSync(join(scratch, folder), { recursive: true, encoding: "utf8" });
  const files = paths.filter((path) => path.endsWith(".log.gz"));
  return files.map((path) => gunzipSync(readFileSync(join(scratch, folder, path))).toString());
}

test("values with blanks and line ends, empty ones, and fields that nobody chose", async () => {
  const tags = ["a b\nc", "-", "--", null, ""];
  file("blanks.ndjson", tags.map((tag) => `${JSON.stringify({ end: 60, instance_tag: tag, x: 1 })}\n`).join(""));
  const call = `flow-write blanks blanks.ndjson ${named}`;
  const chosen = `${call} --fields end,instance_tag`;
  const empty =
    "flow-write: 1 empty text is written as -, which is null: lines of logs have no other form for it; --format parquet tells them from null";
  const encoded =
    "flow-write: 2 values are percent-encoded: blanks, control characters, and a text that is only -, which would be null";
  expect(await shell(chosen)).toEqual({ out: "", err: `${empty}\n${encoded}\n`, status: 0 });
  expect(textsIn("blanks")).toEqual(["end instance-tag\n60 a%20b%0Ac\n60 %2D\n60 --\n60 -\n60 -\n"]);
  expect(await shell(`${chosen} --strict`)).toMatchObject({ status: 3, err: expect.stringContaining(empty) });
  // Parquet has both.
  const columns = `flow-write columns blanks.ndjson ${named} --fields end,instance_tag --format parquet`;
  expect(await shell(`${columns} && flowlogs-read columns --fields instance_tag | tail -n 2`)).toEqual({
    out: '{"instance_tag":null}\n{"instance_tag":""}\n',
    err: "",
    status: 0,
  });
  const left = await shell(call);
  expect(left.err).toContain("flow-write: not written: instance_tag; choose fields with --fields or --log-format\n");
});

test("values of number fields that are no numbers are told: no reader takes such records", async () => {
  const ports = ["http", true, "443", 22, null, "-", "", 1.5, "1e3", {}, "0x1f"];
  file("ports.ndjson", ports.map((srcport, i) => `${JSON.stringify({ end: i, srcport, action: "x" })}\n`).join(""));
  const done = await shell("flow-write ports ports.ndjson --layout flat --fields end,srcport,action");
  expect(done.status).toBe(0);
  // Those of a word, a truth, a dash, an object and another base.
  expect(done.err.split("\n")[0]).toBe(
    "flow-write: srcport: 5 values are not numbers, and readers leave out records with such values; --format parquet writes null in their place",
  );
  const { out, err } = await shell("flowlogs-read ports --fields end | jq .end | paste -sd,");
  expect(out).toBe("2,3,4,6,7,8\n");
  expect(err.match(/text in place of a number/g)).toHaveLength(5);
});

test.each([
  [
    "end,user,app",
    " takes the heading for one only with --format end,user,app, as most of its names are not of flow logs",
  ],
  ["end,`x y`", " cannot read these lines: it does not take x%20y for the name of a field"],
  ["end,start,`x-y`", " reads x-y as x_y"],
  ["end,start,x_y", undefined],
])("a heading that flowlogs-read does not understand: %s", async (fields, remark) => {
  const record = { end: 60, start: 1, user: "ann", app: "x", "x y": 1, "x-y": 2, x_y: 3 };
  const folder = `heading-${fields.replaceAll(/[^a-z]/g, "")}`;
  file("heading.ndjson", `${JSON.stringify(record)}\n`);
  const err = remark === undefined ? "" : `flow-write: flowlogs-read${remark}\n`;
  expect(await shell(`flow-write ${folder} heading.ndjson --layout flat --fields "$1"`, fields)).toMatchObject({ err });
  if (!fields.includes("user")) return;
  const again = await shell(`flowlogs-read ${folder} --format "$1"`, fields);
  expect(again).toEqual({ out: '{"end":60,"user":"ann","app":"x"}\n', err: "", status: 0 });
});

test("of many headings the first is told, and how many others are like it", async () => {
  const records = [1, 2, 3, 4].map((i) => `{"x_${i}":1}`).join("\\n");
  const { err } = await shell(`printf '${records}\\n' | flow-fmt -o log`);
  expect(err).toBe(
    "flow-fmt: flowlogs-read takes the heading for one only with --format x_1, as most of its names are not of flow logs\n" +
      "flow-fmt: 3 more headings are not read back as written\n",
  );
});
