// Log groups whose messages are JSON, all of them or some: they are records like the others.
import { beforeEach, expect, test } from "vitest";
import { shell } from "../command.ts";
import { numbers, upTo } from "../growing.ts";
import { standIn } from "./standIn.ts";

const START = 1_700_000_000;
const made = standIn();

/** In turns: text, an object with a time of its own, one without, and one on several lines. */
function message(number: number): string {
  const [start, end] = [START + number, START + number + 60];
  const text = `2 1 eni-1 10.0.0.1 10.0.0.2 1 2 6 1 ${number} ${start} ${end} ACCEPT OK`;
  const objects = [{ start, bytes: number }, { bytes: number }];
  return [text, ...objects.map((it) => JSON.stringify(it)), JSON.stringify(objects[0], undefined, 2)][number % 4] ?? "";
}

beforeEach(() => {
  const events = upTo(0, 400).map((number) => ({
    stream: "s",
    timestamp: (START + number) * 1000,
    message: message(number),
  }));
  made.aws.group("flows").put(events);
  made.aws.behaviour.pageEvents = 70;
});

test.each(["", "--with-source", "--follow --limit 400", `--state ${START}.state`])("%s", async (words) => {
  const window = `--start ${START} --end ${START + 500}`;
  const { out, err, status } = await shell(`${made.env} exec flowlogs-read cwl:flows ${window} --rate 1000 ${words}`);
  expect({ had: numbers(out), err, status }).toEqual({ had: upTo(0, 400), err: "", status: 0 });
});
