// The stage of flow-label --anonymize: reads the key, and makes the worker that replaces addresses.
import type { Context } from "@flowlogs/cli";
import { formatAddress, parseAddress } from "@flowlogs/core";
import { AnonymizeWorker } from "@flowlogs/core/label";
import { CryptoPan, KEY_BYTES } from "./cryptoPan.ts";

/** Different addresses that are remembered at most. */
const MEMORY = 2 ** 20;

const latin1 = {
  decode: (bytes: Uint8Array): string => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("latin1"),
  encode: (text: string): Uint8Array => Buffer.from(text, "latin1"),
};

export function anonymizeWorker(path: string, context: Context): AnonymizeWorker {
  const addresses = new CryptoPan(readKey(path, context));
  const known = new Map<string, string | undefined>();
  const replacementOf = (text: string): string | undefined => {
    if (known.has(text)) return known.get(text);
    const address = parseAddress(text);
    const replacement = address === undefined ? undefined : formatAddress(addresses.replace(address));
    if (known.size >= MEMORY) known.clear();
    known.set(text, replacement);
    return replacement;
  };
  return new AnonymizeWorker({ replacementOf, latin1 }, context);
}

function readKey(path: string, context: Context): Uint8Array {
  const bytes = context.load(path);
  if (bytes.length === KEY_BYTES) return bytes;
  const text = bytes.length < 200 ? Buffer.from(bytes).toString("latin1").trim() : "";
  if (/^[0-9a-f]{64}$/i.test(text)) return Buffer.from(text, "hex");
  const problem = `it is not a key of ${KEY_BYTES} bytes, or ${KEY_BYTES * 2} hexadecimal digits`;
  return context.refuse(path, { problem, advice: `make one: openssl rand -hex ${KEY_BYTES} > ${path}` });
}
