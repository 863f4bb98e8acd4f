// Puts the clients of AWS, of which we use a hundredth, into the files that programs and commands load: what is installed is
// 1 MB instead of 100 (measured: they also load 50 ms sooner). What is bundled keeps its licences, in LICENSES.txt beside it.
import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { rolldown } from "rolldown";
import { publishDeclarations } from "./declarations.mjs";
import { modulesOf, NOTICE, noticeOf } from "../licences.mjs";

const here = fileURLToPath(new URL(".", import.meta.url));
const target = join(here, "dist/bundled");
const modules = readdirSync(join(here, "src"), { recursive: true })
  .filter((file) => file.endsWith(".ts") && !/\.(test|fake)\.ts$/.test(file))
  .map((file) => file.replace(/\.ts$/, ""));

/** As an import, node:process opens standard input, and a pipe there no longer blocks, for whoever else reads it: EAGAIN. */
const globalProcess = {
  name: "process without standard input",
  transform: (code) =>
    code.includes("node:process")
      ? {
          code: code
            .replace(/import \{([^}]*)\} from ["']node:process["'];?/g, "const {$1} = process;")
            .replace(/require\(["']node:process["']\)/g, "process"),
          map: null,
        }
      : undefined,
};

const build = await rolldown({
  input: Object.fromEntries(modules.map((name) => [name, join(here, `dist/${name}.js`)])),
  external: /^@flowlogs\//,
  platform: "node",
  logLevel: "warn",
  plugins: [globalProcess],
  checks: { ineffectiveDynamicImport: false },
});
const { output } = await build.write({
  dir: target,
  format: "esm",
  minify: true,
  cleanDir: true,
  entryFileNames: "[name].js",
  chunkFileNames: "shared/[name]-[hash].js",
});
await build.close();
writeFileSync(join(target, NOTICE), noticeOf(modulesOf(output)));
publishDeclarations(modules, join(here, "dist"), target);
