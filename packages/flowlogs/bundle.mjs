// Puts the bundles of all commands into the package that installs them: it then needs no other package.
import { cpSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { commandNames } from "../commands.mjs";

const packages = fileURLToPath(new URL("..", import.meta.url));
const target = join(packages, "flowlogs/dist");
for (const name of commandNames()) {
  rmSync(join(target, name), { recursive: true, force: true });
  cpSync(join(packages, name, "dist/bin"), join(target, name), { recursive: true });
}
