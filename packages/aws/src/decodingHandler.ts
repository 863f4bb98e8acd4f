// The SDK's HTTP handler, for responses with a Content-Encoding. We do not ask for compression, but proxies and services other
// than AWS compress all the same. An object in S3 stays as it is: its encoding belongs to it, and a range of it cannot be
// decompressed.
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
  override async handle(...args: Parameters<NodeHttpHandler["handle"]>): Promise<{ response: HttpResponse }> {
    const answer = await super.handle(...args);
    return isObject(args[0], answer.response) ? answer : { response: decoded(answer.response) };
  }
}

/** Whether the response is about an object: GetObject says so in its query, and HEAD is used for objects only. */
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
  pipeline(body, plain, () => {}); // the reader of `plain` gets the error
  response.body = plain;
  return response;
}
