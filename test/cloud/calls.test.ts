// How the calls for the pages of a log group are made: so many at once as the user says, and again where a page takes it.
import { expect, test } from "vitest";
import { shell } from "../command.ts";
import type { Event } from "../doubles/store.ts";
import { numbers, upTo } from "../growing.ts";
import { standIn } from "./standIn.ts";

const START = 1_700_000_000;
const made = standIn();

/** So many records, ten a second, each with its number as its bytes. */
function flows(count: number): Event[] {
  return upTo(0, count).map((number) => {
    const second = START + Math.floor(number / 10);
    const message = `2 123456789010 eni-1 10.0.0.1 192.0.2.1 443 49152 6 10 ${number} ${second} ${second + 60} ACCEPT OK`;
    return { stream: "eni-1-all", timestamp: second * 1000, message };
  });
}

/** The numbers of all records. */
async function read(words = ""): Promise<number[]> {
  const { out, err } = await shell(
    `${made.env} exec flowlogs-read cwl:flows --start ${START} --rate 1000 --fields bytes ${words}`,
  );
  expect(err).toMatch(/^(flowlogs-read: .*wrong number of columns.*\n)?$/);
  return numbers(out);
}

test.each([1, 3])("no more than %d are under way when the user says so", async (concurrency) => {
  made.aws.group("flows").put(flows(3000));
  Object.assign(made.aws.behaviour, { latency: 15, pageEvents: 100 });
  expect(await read(`--end ${START + 300} --concurrency ${concurrency}`)).toEqual(upTo(0, 3000));
  expect(made.aws.most).toBe(concurrency);
});

test.each([
  ["a quote", 'x "y"'],
  ["a tab", "x\ty"],
  ["a backslash at the end", "x\\"],
])("%s in one text, amid many pages, costs no record", async (_, message) => {
  made.aws.group("flows").put([...flows(1000), { stream: "eni-1-all", timestamp: (START + 50) * 1000, message }]);
  made.aws.behaviour.pageEvents = 60;
  expect(await read(`--end ${START + 100}`)).toEqual(upTo(0, 1000));
});

test("a null token is the last one, also where events are read whole", async () => {
  made.aws.group("flows").put(flows(300));
  Object.assign(made.aws.behaviour, { pageEvents: 70, end: "null" });
  expect(await read(`--end ${START + 30} --with-source`)).toEqual(upTo(0, 300));
});

// 51 pages, with an empty one before each, are 102 calls for one reader.
test("empty pages take no more than twice the calls of one reader", async () => {
  made.aws.group("flows").put(flows(3060));
  Object.assign(made.aws.behaviour, { pageEvents: 60, emptyPages: 1 });
  expect(await read(`--end ${START + 306}`)).toEqual(upTo(0, 3060));
  expect(made.aws.callsOf("FilterLogEvents").length).toBeLessThanOrEqual(204);
});
