// Events of answers, against JSON.parse, wherever the answer is cut.
import { expect, test } from "vitest";
import { Random, repeat } from "./random.ts";
import { EventLines } from "../../packages/core/src/text/logEvents.ts";

const reader = new EventLines();

interface Found {
  readonly lines: readonly string[];
  readonly last: readonly [time: number, times: number] | undefined;
  readonly token: string | undefined;
}

/** What is found in an answer that comes in pieces of so many bytes; undefined when there is an escape. */
function read(json: string, size = (): number => json.length): Found | undefined {
  const bytes = new TextEncoder().encode(json);
  const answer = reader.begin();
  let text = "";
  for (let at = 0; at < bytes.length;) {
    const piece = bytes.subarray(at, at + Math.max(1, size()));
    at += piece.length;
    const lines = reader.take(answer, piece);
    if (lines === undefined) return undefined;
    text += Buffer.from(lines).toString("latin1");
  }
  const lines = reader.end(answer);
  if (lines === undefined) return undefined;
  text = Buffer.from(text + Buffer.from(lines).toString("latin1"), "latin1").toString();
  const { count, time, times, token } = answer;
  expect(text.split("\n").length - 1).toBe(count);
  return { lines: text.split("\n").slice(0, -1), last: times === 0 ? undefined : [time, times], token };
}

test.each<[json: string, lines: string[] | undefined, last?: [number, number], token?: string]>([
  ['{"events":[{"message":"a","timestamp":1},{"message":"b","timestamp":2}]}', ["a", "b"], [2, 1]],
  ['{"nextToken":"t","events":[{"timestamp":7,"message":""},{"timestamp":7,"message":"c"}]}', ["", "c"], [7, 2], "t"],
  ['{"events":[],"searchedLogStreams":[]}', []],
  ["{}", []],
  ['{"message" : "a", "x":"message", "messages":"b", "amessage":"c"}', ["a"]],
  ['{"x":["message","nextToken","timestamp"],"message":"d"}', ["d"]],
  ['{"message":1,"y":{"message":"e"},"nextToken":null,"timestamp":"late"}', ["e"]],
  ['{\n  "message":\n\t"f"\r\n , "timestamp" : 12 }', ["f"], [12, 1]],
  ['{"message":"message"}', ["message"]],
  ['{"message":"ü 😀"}', ["ü 😀"]],
  ['{"timestamp":1795255500000}', [], [1_795_255_500_000, 1]],
  [String.raw`{"message":"a\tb"}`, undefined],
  [String.raw`{"message":"a","x":"\\"}`, undefined],
  [String.raw`{"nextToken":"a\/b"}`, undefined],
])("%s", (json, lines, last, token) => {
  const expected = lines && { lines, last, token };
  expect(read(json)).toEqual(expected);
  for (let size = 1; size < json.length; size++) expect(read(json, () => size)).toEqual(expected);
});

test("a text that does not end is no answer", () => {
  expect(() => read('{"events":[{"message":"a}')).toThrow(SyntaxError);
  expect(() => read('{"events":[{"message"')).toThrow(SyntaxError);
});

/** An answer with its keys in any order. */
function randomAnswer(random: Random): string {
  const time = (): number => 1_795_255_500_000 + random.below(3);
  const events = random.times(random.below(30), () => {
    const event = {
      logStreamName: `eni-${random.digits(random.below(20))}-all`,
      timestamp: time(),
      message: random.pick(["", "2 10.0.0.1 OK", "message", "timestamp", "é", "x".repeat(random.below(200))]),
      ingestionTime: time(),
      eventId: random.digits(56),
    };
    return Object.fromEntries(random.shuffled(Object.entries(event)));
  });
  const token = random.once(3) ? {} : { nextToken: random.digits(random.between(1, 90)) };
  const answer = Object.entries({ events, searchedLogStreams: [], ...token });
  return JSON.stringify(Object.fromEntries(random.shuffled(answer)), undefined, random.pick([0, 0, 2]));
}

test("random answers, cut anywhere", () => {
  repeat(150, (random) => {
    const json = randomAnswer(random);
    const { events, nextToken }: { events: { message: string; timestamp: number }[]; nextToken?: string } =
      JSON.parse(json);
    const time = events.at(-1)?.timestamp;
    const times = events.length - 1 - events.findLastIndex(({ timestamp }) => timestamp !== time);
    const last = time === undefined ? undefined : [time, times];
    const expected = { lines: events.map(({ message }) => message), last, token: nextToken };
    expect(read(json)).toEqual(expected);
    expect(read(json, () => random.between(1, random.pick([3, 40, 1000])))).toEqual(expected);
  });
});
