// The stage of flow-label --anonymize: reads the key, and makes the worker that replaces addresses.
import type { Context } from "@flowlogs/cli";
import { AnonymizeWorker } from "@flowlogs/core/label";
import { cryptoPan, KEY_BYTES } from "./cryptoPan.ts";

export function anonymizeWorker(path: string, context: Context): AnonymizeWorker {
  return new AnonymizeWorker(cryptoPan(readKey(path, context)), context);
}

function readKey(path: string, context: Context): Uint8Array {
  const bytes = context.load(path);
  if (bytes.length === KEY_BYTES) return bytes;
  const text = bytes.length < 200 ? Buffer.from(bytes).toString("latin1").trim() : "";
  if (/^[0-9a-f]{64}$/i.test(text)) return Buffer.from(text, "hex");
  const problem = `it is not a key of ${KEY_BYTES} bytes, or ${KEY_BYTES * 2} hexadecimal digits`;
  return context.refuse(path, { problem, advice: `make one: openssl rand -hex ${KEY_BYTES} > ${path}` });
}
