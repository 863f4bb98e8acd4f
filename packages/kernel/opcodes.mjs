// Generates src/opcodes.ts, the numbers of assembly/opcodes.ts for the host.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const here = fileURLToPath(new URL(".", import.meta.url));

/** The text of src/opcodes.ts: the same constants and comments, without the types of the kernel's language. */
export function hostOpcodes() {
  const lines = readFileSync(join(here, "assembly/opcodes.ts"), "utf8").split("\n");
  const [, ...rest] = lines.map(hostLine);
  return ["// Generated from ../assembly/opcodes.ts by build.mjs.", ...rest].join("\n");
}

/** A line for the host. Throws when it is neither a comment nor a constant. */
function hostLine(line) {
  if (line === "" || /^(?:\/\/ |\/\*\* .* \*\/$)/.test(line)) return line;
  const constant = /^export const ([A-Z][A-Z_0-9]*): (?:u32|i32|usize) = (-?\d+);$/.exec(line);
  if (constant === null)
    throw new Error(`assembly/opcodes.ts: "${line}" is not a comment on one line or a whole number`);
  const [, name, value] = constant;
  return `export const ${name} = ${value};`;
}
