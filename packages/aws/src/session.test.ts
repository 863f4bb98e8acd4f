import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeEach, expect, test } from "vitest";
import type { EndpointService } from "./endpoint.ts";
import { AwsSession } from "./session.ts";

const folder = mkdtempSync(join(tmpdir(), "flowlogs-session-"));
afterAll(() => rmSync(folder, { recursive: true }));
const saved = { ...process.env };

writeFileSync(
  join(folder, "config"),
  `[default]
region = eu-north-1
[profile work]
region = sa-east-1
endpoint_url = http://profile.test
services = mine
[services mine]
cloudwatch_logs =
  endpoint_url = http://section.test
`,
);
writeFileSync(
  join(folder, "credentials"),
  `[default]
aws_access_key_id = AKIADEFAULT
aws_secret_access_key = s
[work]
aws_access_key_id = AKIAWORK
aws_secret_access_key = s
`,
);

beforeEach(() => {
  for (const key of Object.keys(process.env)) if (key.startsWith("AWS_")) delete process.env[key];
  process.env["AWS_CONFIG_FILE"] = join(folder, "config");
  process.env["AWS_SHARED_CREDENTIALS_FILE"] = join(folder, "credentials");
});
afterEach(() => void (process.env = { ...saved }));

async function settled(options: Record<string, string>, service: EndpointService = "CLOUDWATCH_LOGS", own?: string) {
  const { region, endpoint, credentials, disableHostPrefix } = await new AwsSession(options).settings(service, own);
  const { accessKeyId } = await credentials();
  return { region, endpoint, key: accessKeyId, isPlainHost: disableHostPrefix === true };
}

test("all from the default profile", async () => {
  expect(await settled({})).toEqual({
    region: "eu-north-1",
    endpoint: undefined,
    key: "AKIADEFAULT",
    isPlainHost: false,
  });
});

test("a profile brings keys, region and endpoints, that of the service first", async () => {
  const { region, key, endpoint, isPlainHost } = await settled({ profile: "work" });
  expect({ region, key, endpoint, isPlainHost }).toEqual({
    region: "sa-east-1",
    key: "AKIAWORK",
    endpoint: "http://section.test",
    isPlainHost: true,
  });
  expect((await settled({ profile: "work" }, "KINESIS")).endpoint).toBe("http://profile.test");
});

test("the environment goes before the profile, but for the keys of a profile that is named", async () => {
  Object.assign(process.env, {
    AWS_DEFAULT_REGION: "us-east-2",
    AWS_ACCESS_KEY_ID: "AKIAENV",
    AWS_SECRET_ACCESS_KEY: "s",
  });
  expect(await settled({})).toMatchObject({ region: "us-east-2", key: "AKIAENV" });
  expect(await settled({ profile: "work" })).toMatchObject({ region: "us-east-2", key: "AKIAWORK" });
  process.env["AWS_REGION"] = "us-west-1";
  expect(await settled({})).toMatchObject({ region: "us-west-1" });
});

test("options go before the environment, and a source's own region before all", async () => {
  Object.assign(process.env, { AWS_REGION: "us-west-1", AWS_ENDPOINT_URL: "http://all.test" });
  const options = { region: "eu-west-3", "endpoint-url": "http://option.test" };
  expect(await settled(options)).toMatchObject({ region: "eu-west-3", endpoint: "http://option.test" });
  expect(await settled(options, "S3", "ap-east-1")).toMatchObject({
    region: "ap-east-1",
    endpoint: "http://option.test",
  });
});

test("endpoints by variable: of the service, the short name for logs, of all; or none", async () => {
  process.env["AWS_ENDPOINT_URL"] = "http://all.test";
  expect((await settled({})).endpoint).toBe("http://all.test");
  process.env["AWS_ENDPOINT_URL_LOGS"] = "http://short.test";
  expect((await settled({})).endpoint).toBe("http://short.test");
  process.env["AWS_ENDPOINT_URL_CLOUDWATCH_LOGS"] = "http://logs.test";
  expect((await settled({})).endpoint).toBe("http://logs.test");
  expect((await settled({}, "EC2")).endpoint).toBe("http://all.test");
  process.env["AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"] = "true";
  expect((await settled({ profile: "work" })).endpoint).toBeUndefined();
});
