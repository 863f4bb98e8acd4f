// One call to EC2, DescribeFlowLogs: the flow logs that write into a log group. The SDK's EC2 client has 28 MB and takes half
// a second to load, so the request is built here from the SDK's parts.
import { partition } from "@aws-sdk/core/client";
import { parseXML } from "@aws-sdk/xml-builder";
import { HttpRequest } from "@smithy/core/protocols";
import { Hash } from "@smithy/core/serde";
import { SignatureV4 } from "@smithy/signature-v4";
import { UnreadableResponse } from "./errors.ts";
import type { AwsSession } from "./session.ts";

/** A flow log that writes into the group. */
export interface FlowLog {
  readonly id: string;
  /** As AWS writes it: `${version} ${account-id} ...`. */
  readonly format: string;
}

const VERSION = "2016-11-15";
/** Milliseconds for the whole call: its result is only a help, so nobody should wait for it. */
const TIMEOUT = 5000;
/** The most bytes of a response; 250 flow logs with all fields take a tenth of it. */
const MAX_RESPONSE = 4 << 20;

/** The flow logs of a log group. Throws errors of the SDK, the network and UnreadableResponse as they are. */
export async function describeFlowLogs(
  group: string,
  region: string | undefined,
  session: AwsSession,
  signal: AbortSignal,
): Promise<readonly FlowLog[]> {
  const settings = await session.settings("EC2", region);
  const { credentials, requestHandler } = settings;
  const url = new URL(settings.endpoint ?? defaultEndpoint(settings.region));
  const signer = new SignatureV4({
    service: "ec2",
    region: settings.region,
    credentials,
    sha256: Hash.bind(null, "sha256"),
  });
  const abortSignal = AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT)]);
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

function defaultEndpoint(region: string): string {
  return `https://ec2.${region}.${partition(region).dnsSuffix}`;
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
  let size = 0;
  for await (const piece of body) {
    pieces.push(piece);
    size += piece.length;
    if (size > MAX_RESPONSE) throw new UnreadableResponse();
  }
  return Buffer.concat(pieces).toString();
}

/** The parser's output: a single element is not a list, and an element without children is a string. */
type Xml = string | undefined | readonly Xml[] | { readonly [name: string]: Xml };

/** Parses a response. Throws UnreadableResponse if it is not one of EC2. */
function read(text: string, status: number): { flowLogs: readonly FlowLog[]; token: string } {
  const answer = parsed(text);
  if (status !== 200) throw refusal(answer);
  const body = child(answer, "DescribeFlowLogsResponse");
  if (body === undefined) throw new UnreadableResponse();
  const items = [child(child(body, "flowLogSet"), "item") ?? []].flat();
  const flowLogs = items.map((item) => ({ id: textIn(item, "flowLogId"), format: textIn(item, "logFormat") }));
  const token = child(body, "nextToken") ?? "";
  return { flowLogs, token: typeof token === "string" ? token : "" };
}

function parsed(text: string): Xml {
  try {
    return parseXML(text);
  } catch (error) {
    throw new UnreadableResponse(error);
  }
}

function refusal(answer: Xml): Error {
  const error = child(child(child(answer, "Response"), "Errors"), "Error");
  return Object.assign(new Error(textIn(error, "Message")), { name: textIn(error, "Code") });
}

function textIn(xml: Xml, name: string): string {
  const text = child(xml, name);
  if (typeof text !== "string") throw new UnreadableResponse();
  return text;
}

function child(xml: Xml, name: string): Xml {
  return isElement(xml) ? xml[name] : undefined;
}

function isElement(xml: Xml): xml is { readonly [name: string]: Xml } {
  return typeof xml === "object" && !Array.isArray(xml);
}
