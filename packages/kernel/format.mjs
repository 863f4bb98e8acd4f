// Formats assembly/ with Prettier; with --check only lists the files that are not formatted. Prettier rejects decorators of
// functions, so they are comments while it works.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { format, resolveConfig } from "prettier";

const folder = fileURLToPath(new URL("assembly/", import.meta.url));
const isCheck = process.argv.includes("--check");
const DECORATOR = /^@(?=(?:inline|external)\b)/gm;
const HIDDEN = /^\/\/ decorator:/gm;

for (const name of readdirSync(folder, { recursive: true }).filter((file) => file.endsWith(".ts"))) {
  const path = join(folder, name);
  const text = readFileSync(path, "utf8");
  const options = { ...(await resolveConfig(path)), parser: "typescript" };
  const formatted = (await format(text.replace(DECORATOR, "// decorator:"), options)).replace(HIDDEN, "@");
  if (formatted === text) continue;
  if (isCheck) {
    console.error(`packages/kernel/assembly/${name} is not formatted`);
    process.exitCode = 1;
  } else writeFileSync(path, formatted);
}
