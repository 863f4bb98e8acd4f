// The hidden folder in which a run writes its files before they are put in place. It goes with the run; what a killed run has left
// behind is removed by the next one.
import { createHash, randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import { hostname } from "node:os";
import { dirname, join } from "node:path";
import { codeOf } from "@flowlogs/cli";

/** Makes one in a folder, which is made too where it is not there. */
export function makeWorkFolder(folder: string): string {
  makeFolder(folder);
  removeLeftovers(folder);
  const work = join(folder, `.flow-write-${hostHash()}-${process.pid}-${randomBytes(4).toString("hex")}`);
  mkdirSync(work, { mode: 0o700 });
  process.once("exit", () => rmSync(work, { recursive: true, force: true }));
  return work;
}

/** With those above it. Node's own `recursive` never ends where the system makes no folders (/proc). */
function makeFolder(folder: string): void {
  try {
    if (!existsSync(folder)) mkdirSync(folder);
  } catch (error) {
    if (codeOf(error) !== "ENOENT" || existsSync(dirname(folder))) throw error;
    makeFolder(dirname(folder));
    mkdirSync(folder);
  }
}

/** Of runs on this machine that are over; others may still be writing. */
function removeLeftovers(folder: string): void {
  for (const name of readdirSync(folder)) {
    const [, machine, pid] = /^\.flow-write-([0-9a-f]{8})-(\d+)-[0-9a-f]{8}$/.exec(name) ?? [];
    if (machine === hostHash() && !isRunning(Number(pid))) rmSync(join(folder, name), { recursive: true, force: true });
  }
}

/** Whether this machine has a process of this number. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) !== "ESRCH";
  }
}

/** Tells machines that share a folder apart. */
export function hostHash(): string {
  return createHash("sha256").update(hostname()).digest("hex").slice(0, 8);
}
