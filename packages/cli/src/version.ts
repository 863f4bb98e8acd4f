// The answer to --version. It stands apart from help, so that it costs no more than reading one small file.

import { readFileSync } from "node:fs";
import type { Command } from "./define.ts";

/** `flow-filter 0.1.0`: the packages carry one version, so that this package's is every command's. */
export function version(command: Command): string {
  const manifest: unknown = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8"));
  const number = typeof manifest === "object" && manifest !== null && "version" in manifest ? manifest.version : "";
  return `${command.name} ${String(number)}\n`;
}
