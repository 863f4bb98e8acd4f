// Compiles assembly/ to WebAssembly. The result is the text of src/module.ts, which has the code and the types of its exports, so
// that the host reads no file at run time and the compiler checks each call.
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const here = fileURLToPath(new URL(".", import.meta.url));
/** The flags of the published build. */
export const optimized = "--optimizeLevel 3 --shrinkLevel 1";

/** The text of src/module.ts. `flags`: how to optimize; `options`: further options of asc, such as transforms. */
export async function compileKernel(flags = optimized, options = {}) {
  const folder = mkdtempSync(join(tmpdir(), "flowlogs-kernel-"));
  try {
    await compile(folder, flags, options);
    const wasm = readFileSync(join(folder, "kernel.wasm")).toString("base64");
    const members = exportsOf(readFileSync(join(folder, "kernel.d.ts"), "utf8"));
    return `// Generated from ../assembly by build.mjs.\nexport interface KernelExports {\n${members}\n}\n\nexport const kernelBase64 =\n  "${wasm}";\n`;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function compile(folder, flags, options) {
  const { default: asc } = await import("assemblyscript/asc");
  const { error, stderr } = await asc.main(
    [
      join(here, "assembly/index.ts"),
      `--outFile=${join(folder, "kernel.wasm")}`,
      `--baseDir=${here}`,
      ..."--bindings raw --runtime stub --enable simd --noAssert".split(" "),
      ..."--importMemory --zeroFilledMemory --initialMemory 64 --maximumMemory 32768".split(" "),
      ...flags.split(" "),
    ],
    options,
  );
  const diagnostics = stderr.toString();
  if (error || diagnostics) throw new Error(`the kernel does not compile:\n${diagnostics}${error?.message ?? ""}`);
}

/** The exports in asc's declaration file, as members of one interface. */
function exportsOf(declarations) {
  const inside = declarations.slice(declarations.indexOf("{\n") + 2, declarations.indexOf("\n}\n"));
  return inside
    .replace(/^ *\/\*\* Exported memory \*\/\n.*\n/m, "")
    .replaceAll(/^ *\/\*\*[^]*?\*\/\n/gm, "")
    .replaceAll(/export function (\w+)\(([^]*?)\): ([^;]+);/g, "readonly $1: ($2) => $3;")
    .replaceAll(
      /export const (\w+): \{[^]*?get value\(\): (\w+);?([^]*?)\n  \};/g,
      (_, name, type, rest) =>
        `readonly ${name}: { ${rest.includes("set value") ? "" : "readonly "}value: ${type === "boolean" ? "number" : type} };`,
    );
}
