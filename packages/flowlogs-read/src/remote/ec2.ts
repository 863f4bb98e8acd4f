// One question to EC2: which flow logs write into a log group. The SDK's client for it is 28 MB and takes half a second to
// load, so the request is made here, of the SDK's own parts.
import { partition } from "@aws-sdk/core/client";
import { parseXML } from "@aws-sdk/xml-builder";
import { HttpRequest } from "@smithy/core/protocols";
import { Hash } from "@smithy/core/serde";
import { SignatureV4 } from "@smithy/signature-v4";
import { RemoteFault } from "./fault.ts";
import type { AwsSession } from "./session.ts";

/** A flow log that writes into the group. */
export interface FlowLog {
  readonly id: string;
  /** As AWS writes it: `${version} ${account-id} ...`. */
  readonly format: string;
}

const VERSION = "2016-11-15";
/** It is a help, not a need: it may not keep anybody waiting. */
const PATIENCE = 5000;

/** The flow logs of a log group. Throws whatever goes wrong. */
export async function flowLogsOf(
  group: string,
  own: string | undefined,
  session: AwsSession,
  signal: AbortSignal,
): Promise<readonly FlowLog[]> {
  const settings = await session.settings("EC2", own);
  const { region, credentials, requestHandler } = settings;
  const url = new URL(settings.endpoint ?? `https://ec2.${region}.${partition(region).dnsSuffix}`);
  const signer = new SignatureV4({ service: "ec2", region, credentials, sha256: Hash.bind(null, "sha256") });
  const abortSignal = AbortSignal.any([signal, AbortSignal.timeout(PATIENCE)]);
  const found: FlowLog[] = [];
  try {
    for (let token = ""; ;) {
      const signed = await signer.sign(request(url, bodyFor(group, token)));
      const { response } = await requestHandler.handle(HttpRequest.clone(signed), { abortSignal });
      const answer = read(await textOf(response.body), response.statusCode);
      found.push(...answer.flowLogs);
      if (answer.token === "" || answer.token === token) return found;
      token = answer.token;
    }
  } finally {
    requestHandler.destroy();
  }
}

function bodyFor(group: string, token: string): string {
  const fields = {
    Action: "DescribeFlowLogs",
    Version: VERSION,
    "Filter.1.Name": "log-group-name",
    "Filter.1.Value.1": group,
  };
  return new URLSearchParams(token === "" ? fields : { ...fields, NextToken: token }).toString();
}

function request(url: URL, body: string): HttpRequest {
  return new HttpRequest({
    method: "POST",
    protocol: url.protocol,
    hostname: url.hostname,
    ...(url.port === "" ? {} : { port: Number(url.port) }),
    path: url.pathname,
    headers: {
      host: url.host,
      "content-type": "application/x-www-form-urlencoded; charset=utf-8",
      "content-length": String(Buffer.byteLength(body)),
    },
    body,
  });
}

async function textOf(body: AsyncIterable<Buffer>): Promise<string> {
  const pieces: Buffer[] = [];
  for await (const piece of body) pieces.push(piece);
  return Buffer.concat(pieces).toString();
}

/** What the parser makes of it: an element alone is no list, one without content a text. */
type Xml = string | undefined | readonly Xml[] | { readonly [name: string]: Xml };

function read(text: string, status: number): { flowLogs: readonly FlowLog[]; token: string } {
  const answer: Xml = parseXML(text);
  if (status !== 200) {
    const error = child(child(child(answer, "Response"), "Errors"), "Error");
    throw Object.assign(new Error(String(child(error, "Message"))), { name: String(child(error, "Code")) });
  }
  const body = child(answer, "DescribeFlowLogsResponse");
  if (body === undefined) throw new RemoteFault("the answer of EC2 cannot be read");
  const items = [child(child(body, "flowLogSet"), "item") ?? []].flat();
  const flowLogs = items.map((item) => ({
    id: String(child(item, "flowLogId")),
    format: String(child(item, "logFormat")),
  }));
  return { flowLogs, token: String(child(body, "nextToken") ?? "") };
}

function child(xml: Xml, name: string): Xml {
  return isElement(xml) ? xml[name] : undefined;
}

function isElement(xml: Xml): xml is { readonly [name: string]: Xml } {
  return typeof xml === "object" && !Array.isArray(xml);
}
