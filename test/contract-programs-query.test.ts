// flow-query for programs: a pipeline as a stream.
import { expect, test } from "vitest";
import { file } from "./command.ts";
import { node } from "./program.ts";

const log = file(
  "a.ndjson",
  '{"srcaddr":"10.0.0.1","bytes":1}\n{"srcaddr":"10.0.0.2","bytes":9007199254740993}\nnot a record\n',
);
const head = `
import { query } from "@flowlogs/query";
const told = [];
const take = async (stream) => {
  stream.on("note", (text) => told.push(text));
  const got = [];
  try {
    for await (const record of stream.records()) got.push(record.bytes);
  } catch (error) {
    got.push(error.name, error.code, error.message, error.position);
  }
  console.log(got, told);
};
`;

function printed(body: string): string {
  const { out, err, status } = node(head + body);
  expect({ err, status }).toEqual({ err: "", status: 0 });
  return out;
}

test("records, and what is to be said of them", () => {
  const out = printed(`await take(query("read ${log} | filter 'bytes > 1'"));`);
  expect(out).toContain("[ 9007199254740993n ] [");
  expect(out).toMatch(/'flowlogs-read: .*a\.ndjson: not a JSON object/);
});

test("an error comes after the records before it", () => {
  const out = printed(`await take(query("read ${log} ${log}.no | fmt -o ndjson"));`);
  expect(out).toMatch(/^\[\n {2}1,\n {2}9007199254740993n,\n {2}'FlowlogsError',\n {2}'input',/);
  expect(out).toContain("a.ndjson.no: no such file");
});

test("a mistake in the pipeline has its place, one in an option is thrown at once", () => {
  expect(printed('await take(query("read sample: | tpo 3"));')).toMatch(
    /'OptionError',\s+'invalid-option',\s+'flow-query: PIPELINE: "tpo" is not .*',\s+\{ line: 1, byte: 15, column: 16 \}/,
  );
  const thrown = 'try { query("read sample:", { lagn: "sql" }); } catch (error) { console.log(error.message); }';
  expect(printed(thrown)).toBe("flow-query: lagn: unknown option; did you mean lang?\n");
});

test("a query in another language, by its options", () => {
  const query = `query("stats sum(bytes) as bytes", { lang: "insights", sources: "${log}" })`;
  expect(printed(`await take(${query});`)).toContain("[ 9007199254740994n ]");
});

test("the process of the pipeline ends when the program leaves the stream", () => {
  const follow = `for await (const { bytes } of query("read --follow ${log}").records()) { console.log(bytes); break; }`;
  expect(printed(follow)).toBe("1\n");
});
