// Runs programs that use the packages as users do, as they are built.
import { spawnSync } from "node:child_process";
import { join } from "node:path";

export const root = join(import.meta.dirname, "..");

/** Runs a program on this input; the status of one that hangs is null. */
export function node(program: string, input = ""): { out: string; err: string; status: number | null } {
  const { stdout, stderr, status } = spawnSync(process.execPath, ["--input-type=module", "-e", program], {
    cwd: root,
    timeout: 60_000,
    input,
  });
  return { out: stdout.toString(), err: stderr.toString(), status };
}
