// The SDK's way to the wire, for answers that are compressed on it: nobody asks for that, but proxies and other services than
// AWS do it all the same. What an object in S3 is compressed with is its own affair: a part of it cannot be decompressed.
import { pipeline, type Readable } from "node:stream";
import { createBrotliDecompress, createUnzip } from "node:zlib";
import { NodeHttpHandler } from "@smithy/node-http-handler";
import type { HttpRequest, HttpResponse } from "@smithy/core/protocols";

const decoders: Readonly<Record<string, () => ReturnType<typeof createUnzip>>> = {
  gzip: createUnzip,
  "x-gzip": createUnzip,
  deflate: createUnzip,
  br: createBrotliDecompress,
};

export class DecodingHandler extends NodeHttpHandler {
  override async handle(...given: Parameters<NodeHttpHandler["handle"]>): Promise<{ response: HttpResponse }> {
    const answer = await super.handle(...given);
    return isObject(given[0], answer.response) ? answer : { response: decoded(answer.response) };
  }
}

/** GetObject says so in its query; and what HEAD tells is of an object too. */
function isObject({ method, query }: HttpRequest, { statusCode }: HttpResponse): boolean {
  return method === "HEAD" || (query["x-id"] === "GetObject" && statusCode < 300);
}

function decoded(response: HttpResponse): HttpResponse {
  const { headers } = response;
  const name = Object.keys(headers).find((it) => it.toLowerCase() === "content-encoding");
  const decoder = name === undefined ? undefined : decoders[headers[name]?.trim().toLowerCase() ?? ""];
  if (name === undefined || decoder === undefined) return response;
  delete headers[name];
  const body: Readable = response.body;
  const plain = decoder();
  pipeline(body, plain, () => {}); // whoever reads is told
  response.body = plain;
  return response;
}
