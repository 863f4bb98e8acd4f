// How places in S3 are named.
import { expect, test } from "vitest";
import { isBucket, objectUri, parseBucket } from "./uri.ts";

test.each([
  ["s3://flows", "flows", ""],
  ["s3://flows/", "flows", ""],
  ["s3://flows/AWSLogs", "flows", "AWSLogs"],
  ["s3://flows/a b/c//d?.log", "flows", "a b/c//d?.log"],
  ["arn:aws:s3:::flows", "flows", ""],
  ["arn:aws-cn:s3:::flows/x/", "flows", "x/"],
  [
    "arn:aws:s3:eu-west-1:123456789012:accesspoint/logs/AWSLogs/",
    "arn:aws:s3:eu-west-1:123456789012:accesspoint/logs",
    "AWSLogs/",
  ],
  ["s3://arn:aws:s3:eu-west-1:123456789012:accesspoint/logs", "arn:aws:s3:eu-west-1:123456789012:accesspoint/logs", ""],
])("%s", (source, name, key) => {
  expect(isBucket(source)).toBe(true);
  expect(parseBucket(source)).toEqual({ source, name, key });
});

test.each(["s3", "s3.log", "./s3:x", "cwl:s3://x", "arn:aws:logs:x", "S3://flows"])("%s is none", (source) => {
  expect(isBucket(source)).toBe(false);
});

test.each([
  ["s3:flows", '"s3:flows" is not an S3 location'],
  ["s3://", "the name of the bucket is missing"],
  ["s3:///x", "the name of the bucket is missing"],
  ["s3://a*/x", '"*" is not allowed in a bucket name'],
  ["arn:aws:s3:eu-west-1:1:x", '"arn:aws:s3:eu-west-1:1:x" is not a bucket ARN'],
])("%s is refused", (source, problem) => {
  expect(parseBucket(source)).toMatchObject({ problem });
});

test("an object is named as it is read", () => {
  expect(objectUri({ name: "flows" }, "a/b.log")).toBe("s3://flows/a/b.log");
});
