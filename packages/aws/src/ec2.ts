// One question to EC2: which flow logs write into a log group. The SDK's client for it is 28 MB and takes half a second to
// load, so the request is made here, of the SDK's own parts.
import { partition } from "@aws-sdk/core/client";
import { parseXML } from "@aws-sdk/xml-builder";
import { HttpRequest } from "@smithy/core/protocols";
import { Hash } from "@smithy/core/serde";
import { SignatureV4 } from "@smithy/signature-v4";
import { UnreadableAnswer } from "./errors.ts";
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
/** Bytes of an answer; 250 flow logs with all fields take a tenth of it. */
const LARGEST = 4 << 20;

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
  let size = 0;
  for await (const piece of body) {
    pieces.push(piece);
    size += piece.length;
    if (size > LARGEST) throw new UnreadableAnswer();
  }
  return Buffer.concat(pieces).toString();
}

/** What the parser makes of it: an element alone is no list, one without content a text. */
type Xml = string | undefined | readonly Xml[] | { readonly [name: string]: Xml };

/** Throws UnreadableAnswer where it is not what EC2 answers. */
function read(text: string, status: number): { flowLogs: readonly FlowLog[]; token: string } {
  const answer = parsed(text);
  if (status !== 200) throw refusal(answer);
  const body = child(answer, "DescribeFlowLogsResponse");
  if (body === undefined) throw new UnreadableAnswer();
  const items = [child(child(body, "flowLogSet"), "item") ?? []].flat();
  const flowLogs = items.map((item) => ({ id: textIn(item, "flowLogId"), format: textIn(item, "logFormat") }));
  const token = child(body, "nextToken") ?? "";
  return { flowLogs, token: typeof token === "string" ? token : "" };
}

function parsed(text: string): Xml {
  try {
    return parseXML(text);
  } catch (error) {
    throw new UnreadableAnswer(error);
  }
}

function refusal(answer: Xml): Error {
  const error = child(child(child(answer, "Response"), "Errors"), "Error");
  return Object.assign(new Error(textIn(error, "Message")), { name: textIn(error, "Code") });
}

function textIn(xml: Xml, name: string): string {
  const text = child(xml, name);
  if (typeof text !== "string") throw new UnreadableAnswer();
  return text;
}

function child(xml: Xml, name: string): Xml {
  return isElement(xml) ? xml[name] : undefined;
}

function isElement(xml: Xml): xml is { readonly [name: string]: Xml } {
  return typeof xml === "object" && !Array.isArray(xml);
}
