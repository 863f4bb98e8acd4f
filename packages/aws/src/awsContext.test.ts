// What the sources of a run share.
import { expect, test } from "vitest";
import { VirtualClock } from "@flowlogs/base/clock.fake";
import { AwsContext } from "./awsContext.ts";

const host = { note: () => {}, env: {}, stderrIsTerminal: false };

test("calls of one quota go out at one rate, which the user may lower", async () => {
  const clock = new VirtualClock();
  const aws = new AwsContext({ rate: 4 }, host, clock);
  const rateLimiter = aws.rateLimiter("FilterLogEvents eu-west-1", 25);
  expect(aws.rateLimiter("FilterLogEvents eu-west-1", 25)).toBe(rateLimiter);
  expect(aws.rateLimiter("FilterLogEvents us-east-1", 25)).not.toBe(rateLimiter);
  for (let call = 0; call < 9; call++) await rateLimiter.acquire();
  expect(clock.now()).toBe(2000);
  expect(new AwsContext({}, host, clock).rateLimiter("FilterLogEvents eu-west-1", 25).rate).toBe(25);
});
