// The folder for what does not fit into DuckDB's memory. DuckDB creates it when it is needed, and removes it at the end; one whose
// process was killed is removed by the next run.
import { readdirSync, rmSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";

/** The name tells the process. A folder of another host, or of another container, is left alone. */
const PREFIX = `flow-query-${hostname().replaceAll(/[^\w.]/g, "_")}-`;

/** The path of a folder that is not there. */
export function spillFolder(): string {
  clearDead();
  return join(tmpdir(), `${PREFIX}${process.pid}`);
}

function clearDead(): void {
  try {
    for (const name of readdirSync(tmpdir())) {
      const pid = name.startsWith(PREFIX) ? Number(name.slice(PREFIX.length)) : 0;
      if (Number.isSafeInteger(pid) && pid > 0 && !isAlive(pid)) {
        rmSync(join(tmpdir(), name), { recursive: true, force: true });
      }
    }
  } catch {
    // A folder of somebody else, or one that another run removes at this moment.
  }
}

/** Also one of another user, which may not be asked. */
function isAlive(pid: number): boolean {
  if (pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code !== "ESRCH";
  }
}
