// A folder for one run, and what npm installs there: compilers and Nodes that CI wants and nobody else needs.
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** The exit code, known from Automake, that says that nothing was tested. */
export const NOT_RUN = 77;

/** A new folder, removed when this program ends. */
export function temporaryFolder() {
  const folder = mkdtempSync(join(tmpdir(), "flowlogs-ci-"));
  process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Installs `name@version` there. The package's folder, or undefined where it cannot be had. */
export function installed(packageVersion, folder) {
  const words = ["install", "--silent", "--no-save", "--no-audit", "--no-fund", "--prefix", folder, packageVersion];
  const { status } = spawnSync("npm", words, { stdio: ["ignore", "ignore", "inherit"], timeout: 120_000 });
  return status === 0 ? join(folder, "node_modules", packageVersion.replace(/@[^@]*$/, "")) : undefined;
}
