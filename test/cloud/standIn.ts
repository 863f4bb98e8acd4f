// A stand-in for AWS for each test of a file, and the variables with which a command finds it.
import { afterEach, beforeEach } from "vitest";
import { FakeAws } from "../doubles/aws.ts";

/** What is in it is new for each test. */
export function standIn(): { aws: FakeAws; env: string } {
  const made = { aws: new FakeAws(), env: "" };
  beforeEach(async () => {
    made.aws = new FakeAws();
    const url = await made.aws.listen();
    made.env = `AWS_ENDPOINT_URL=${url} AWS_REGION=eu-west-1 AWS_ACCESS_KEY_ID=A AWS_SECRET_ACCESS_KEY=s`;
  });
  afterEach(async () => await made.aws.close());
  return made;
}
