// Runs one shell command in a pinned world: the six commands first in PATH, no locale, no colours, an empty home. What
// a command prints is kept apart by stream; what is to be thought of it is left to others.
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { text } from "node:stream/consumers";

export interface Outcome {
  readonly out: string;
  readonly err: string;
  /** The exit status of the pipeline (with pipefail), or the name of the signal that ended it. */
  readonly status: number | string;
}

export interface World {
  /** Runs a command; $TMP is a folder of that name, empty when the name is first used. `more`: variables besides. */
  run(command: string, cwd: string, scratch: string, more?: NodeJS.ProcessEnv): Promise<Outcome>;
  close(): void;
}

/** A command that takes longer than this hangs: it is ended, so that its test can say which it was. */
const hangLimit = 60_000;

export function openWorld(packages: string): World {
  const root = mkdtempSync(join(tmpdir(), "flowlogs-test-"));
  const bin = folder(root, "bin");
  linkCommands(packages, bin);
  const env = {
    PATH: [bin, dirname(process.execPath), "/usr/bin", "/bin"].join(":"),
    HOME: folder(root, "home"),
    TZ: "UTC",
    LC_ALL: "C",
    NO_COLOR: "1",
    // What the user has configured is no part of a test.
    FLOWLOGS_NO_CONFIG: "1",
    NODE_DISABLE_COMPILE_CACHE: "1",
    COLUMNS: "80",
  };
  return {
    run: (command, cwd, scratch, more) => runShell(command, cwd, { ...env, ...more, TMP: folder(root, scratch) }),
    close: () => rmSync(root, { recursive: true, force: true }),
  };
}

function folder(root: string, name: string): string {
  const path = join(root, name);
  mkdirSync(path, { recursive: true });
  return path;
}

// Links instead of node_modules/.bin: npm leaves out there what was not yet a bin when it last installed.
function linkCommands(packages: string, bin: string): void {
  for (const name of commandsIn(packages)) symlinkSync(binOf(packages, name), join(bin, name));
}

/** The commands: the packages with a bin of their own name. */
function commandsIn(packages: string): readonly string[] {
  return readdirSync(packages).filter((name) => existsSync(binOf(packages, name)));
}

function binOf(packages: string, name: string): string {
  return join(packages, name, "bin", `${name}.js`);
}

async function runShell(command: string, cwd: string, env: NodeJS.ProcessEnv): Promise<Outcome> {
  // A group of its own, so that all of a pipeline that hangs can be ended.
  const child = spawn("bash", ["--noprofile", "--norc", "-o", "pipefail", "-c", command], {
    cwd,
    env,
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const timer = setTimeout(() => endGroup(child.pid), hangLimit);
  const closed = new Promise<number | string>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code, signal) => resolve(code ?? signal ?? "unknown"));
  });
  try {
    const [out, err, status] = await Promise.all([text(child.stdout), text(child.stderr), closed]);
    return { out, err, status };
  } finally {
    clearTimeout(timer);
  }
}

function endGroup(leader: number | undefined): void {
  if (leader !== undefined) process.kill(-leader, "SIGKILL");
}
