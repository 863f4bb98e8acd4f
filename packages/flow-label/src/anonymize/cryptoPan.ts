// The cipher of Crypto-PAn (Xu, Fan, Ammar, Moon: "Prefix-preserving IP address anonymization", ICNP 2002): addresses that begin with
// the same bits are replaced by addresses that begin with as many bits the same.
import { createCipheriv } from "node:crypto";
import type { PrefixCipher } from "@flowlogs/core/label";

export const KEY_BYTES = 32;

const BLOCK = 16;

/** `key`: 16 bytes for AES, and 16 that become the padding. */
export function cryptoPan(key: Uint8Array): PrefixCipher {
  if (key.length !== KEY_BYTES) throw new Error(`a key has ${KEY_BYTES} bytes`);
  // One block at a time is what the paper needs: no block depends on another one.
  const cipher = createCipheriv("aes-128-ecb", key.subarray(0, BLOCK), null).setAutoPadding(false);
  return { pad: cipher.update(key.subarray(BLOCK)), encrypt: (blocks) => cipher.update(blocks) };
}
