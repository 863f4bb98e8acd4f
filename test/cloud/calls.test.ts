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
