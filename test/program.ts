// Runs programs that use the packages as users do, as they are built.
import { spawnSync } from "node:child_process";
import { join } from "node:path";

export const root = join(import.meta.dirname, "..");

/** Runs a program; without `input` its standard input stays silent. */
export function node(program: string, input: string | undefined = ""): { out: string; err: string } {
  const { stdout, stderr } = spawnSync(process.execPath, ["--input-type=module", "-e", program], {
    cwd: root,
    timeout: 60_000,
    ...(input === undefined ? { stdio: ["inherit", "pipe", "pipe"] } : { input }),
  });
  return { out: stdout.toString(), err: stderr.toString() };
}
