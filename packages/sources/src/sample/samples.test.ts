import type { Input, Interruption } from "@flowlogs/cli";
import { expect, test } from "vitest";
import { open, type OpeningContext } from "../reader/open.ts";

function none(): never {
  throw new Error("a sample is not a file");
}

function endAtOnce(input: Input): Input {
  return { ...input, readNow: () => 0 };
}

function opening(interruption?: Pick<Interruption, "wrap">): OpeningContext {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- no more of it is used
  return { open: none, openStdin: none, openRandom: none, failed: none, interruption } as unknown as OpeningContext;
}

test("a made-up log is text with a heading, and ends", async () => {
  const content = (await open("sample:records=300,version=2", opening()))?.content;
  let text = "";
  for (let piece = await content?.next(() => {}); piece !== undefined; piece = await content?.next(() => {}))
    text += new TextDecoder().decode(piece);
  const [heading, ...lines] = text.trimEnd().split("\n");
  expect(heading).toMatch(/^version account-id interface-id srcaddr .* action log-status$/);
  expect(lines.length).toBeGreaterThanOrEqual(300);
});

test("a run that is told to end ends in the middle of it", async () => {
  const opened = await open("sample:records=1000000000", opening({ wrap: endAtOnce }));
  expect(await opened?.content.next(() => {})).toBeUndefined();
});
