// ClickHouse in a process: chDB, where somebody installed it (npm i --no-save chdb); CHDB names a package.json beside which it is.
import { createRequire } from "node:module";
import { join } from "node:path";
import { scratch } from "../command.ts";

export interface ChdbSession {
  query(text: string, format?: string): string;
}

/** The only one of its process. Undefined where chDB is not installed, which is said. */
export function openChdb(): ChdbSession | undefined {
  const require = createRequire(process.env["CHDB"] ?? import.meta.url);
  try {
    const { Session }: { readonly Session: new (path: string) => ChdbSession } = require("chdb");
    return new Session(join(scratch, "chdb"));
  } catch {
    console.error("ClickHouse: chdb is not installed; its tests are skipped");
    return undefined;
  }
}
