// The names of streams.
import { expect, test } from "vitest";
import { isRemote, nameProblem, serviceOf } from "./sourceUri.ts";
import { parseStream } from "@flowlogs/aws/kinesis/uri";

const arn = "arn:aws:kinesis:eu-west-1:123456789012:stream/flows";

test("a name, an ARN, and an ARN behind the mark", () => {
  expect(parseStream("kinesis:flows")).toEqual({
    source: "kinesis:flows",
    name: "flows",
    arn: undefined,
    region: undefined,
  });
  for (const source of [arn, `kinesis:${arn}`]) {
    expect(parseStream(source)).toEqual({ source, name: "flows", arn, region: "eu-west-1" });
    expect(serviceOf(source)?.name).toBe("kinesis");
  }
});

test("files are no streams", () => {
  expect(["kinesis", "./kinesis:flows", "kinesis.log"].filter(isRemote)).toEqual([]);
});

test.each([
  ["kinesis:", "the name of the stream is missing"],
  ["kinesis:a/b", '"/" is not allowed in a stream name'],
  [
    "arn:aws:kinesis:eu-west-1:123456789012:flows",
    '"arn:aws:kinesis:eu-west-1:123456789012:flows" is not a stream ARN',
  ],
])("%s is refused", (source, problem) => {
  expect(nameProblem(source)).toMatchObject({ problem });
});
