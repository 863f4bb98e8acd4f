// Compiles kernel/ to WebAssembly and writes it, as text, into src/kernel/module.ts together with the types of its
// exports, so that core needs no file at run time and the compiler checks each call. Nothing is done when it is fresh.
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const here = fileURLToPath(new URL(".", import.meta.url));
const target = join(here, "src/kernel/module.ts");
const sources = [
  ...readdirSync(join(here, "kernel")).map((file) => join(here, "kernel", file)),
  join(here, "build-kernel.mjs"),
];

function isFresh() {
  if (!existsSync(target)) return false;
  const made = statSync(target).mtimeMs;
  return sources.every((file) => statSync(file).mtimeMs < made);
}

async function compile(folder) {
  const { default: asc } = await import("assemblyscript/asc");
  const { error, stderr } = await asc.main([
    join(here, "kernel/index.ts"),
    `--outFile=${join(folder, "kernel.wasm")}`,
    `--baseDir=${here}`,
    ..."--bindings raw --runtime stub --enable simd --optimizeLevel 3 --shrinkLevel 1 --noAssert".split(" "),
    ..."--importMemory --zeroFilledMemory --initialMemory 64 --maximumMemory 32768".split(" "),
  ]);
  const said = stderr.toString();
  if (error || said) throw new Error(`the kernel does not compile:\n${said}${error?.message ?? ""}`);
}

/** The exports of asc's declaration file as the members of one interface. */
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

if (!isFresh()) {
  const folder = mkdtempSync(join(tmpdir(), "flowlogs-kernel-"));
  try {
    await compile(folder);
    const wasm = readFileSync(join(folder, "kernel.wasm")).toString("base64");
    const members = exportsOf(readFileSync(join(folder, "kernel.d.ts"), "utf8"));
    writeFileSync(
      target,
      `// Generated from ../../kernel by build-kernel.mjs.\nexport interface KernelExports {\n${members}\n}\n\nexport const kernelBase64 =\n  "${wasm}";\n`,
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
}
