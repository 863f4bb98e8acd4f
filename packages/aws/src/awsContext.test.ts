// What the sources of a run share.
import { expect, test } from "vitest";
import { VirtualClock } from "@flowlogs/base/clock.fake";
import { AwsContext } from "./awsContext.ts";

const world = { note: () => {}, env: {}, stderrIsTerminal: false };

test("calls of one quota go out at one rate, which the user may lower", async () => {
  const clock = new VirtualClock();
  const remote = new AwsContext({ rate: 4 }, world, clock);
  const pace = remote.pace("FilterLogEvents eu-west-1", 25);
  expect(remote.pace("FilterLogEvents eu-west-1", 25)).toBe(pace);
  expect(remote.pace("FilterLogEvents us-east-1", 25)).not.toBe(pace);
  for (let call = 0; call < 9; call++) await pace.turn();
  expect(clock.now()).toBe(2000);
  expect(new AwsContext({}, world, clock).pace("FilterLogEvents eu-west-1", 25).rate).toBe(25);
});
