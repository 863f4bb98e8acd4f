// Starts the built commands as a user would, in a pinned world: alone, with its input through a socket, or in a line of
// bash, with real pipes. What comes out is kept apart by stream; whether it is right is for others to say.
import { spawn, type ChildProcessWithoutNullStreams } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { text } from "node:stream/consumers";
import { afterAll, beforeEach } from "vitest";
import { commandNames as namesOfCommands } from "../packages/commands.mjs";

export const commandNames = namesOfCommands();

/** A name and its words. */
export type CommandLine = readonly [name: string, ...words: string[]];

export interface Outcome {
  readonly out: string;
  readonly err: string;
  /** The exit status, or the name of the signal that ended it. */
  readonly status: number | string;
}

/** What takes longer hangs: it is ended, so that its test fails by itself. */
const hangLimit = 60_000;
const packages = join(import.meta.dirname, "..", "packages");

/** A folder of this test file's own, which goes away with it. */
export const scratch = mkdtempSync(join(tmpdir(), "flowlogs-contract-"));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

// A test that is tried again (CI does so) finds the folder as it was before its first attempt, unless others run beside it.
let before: readonly string[] = [];
beforeEach(({ task }) => {
  if (task.concurrent) return;
  const now = readdirSync(scratch);
  if ((task.result?.retryCount ?? 0) === 0) before = now;
  const left = now.filter((name) => !before.includes(name));
  for (const name of left) rmSync(join(scratch, name), { recursive: true, force: true });
});

export const environment = {
  PATH: [join(scratch, "bin"), dirname(process.execPath), "/usr/bin", "/bin"].join(":"),
  HOME: join(scratch, "home"),
  TZ: "UTC",
  LC_ALL: "C",
  NO_COLOR: "1",
  // What the user has configured is no part of a test.
  FLOWLOGS_NO_CONFIG: "1",
  COLUMNS: "80",
  // Nothing but what a test looks for is left in its home.
  NODE_DISABLE_COMPILE_CACHE: "1",
  // A warning is talk on stderr, and most tests want none.
  NODE_OPTIONS: "--trace-warnings",
};
mkdirSync(environment.HOME);
mkdirSync(join(scratch, "bin"));
for (const name of commandNames) symlinkSync(binOf(name), join(scratch, "bin", name));

function binOf(name: string): string {
  return join(packages, name, "bin", `${name}.js`);
}

/** A new file in the scratch folder; its path. */
export function file(name: string, content: string | Uint8Array): string {
  const path = join(scratch, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
  return path;
}

/** A command that runs, its streams in the test's hands. */
export function start([name, ...words]: CommandLine): ChildProcessWithoutNullStreams {
  return guarded(spawn(process.execPath, [binOf(name), ...words], { cwd: scratch, env: environment, detached: true }));
}

/** Runs a command on this input. */
export async function run(command: CommandLine, input: string | Uint8Array = ""): Promise<Outcome> {
  const child = start(command);
  child.stdin.end(input);
  return await outcome(child);
}

/** Runs a command, and deletes a file as soon as it has written something; what more comes is taken after that. */
export async function runWithout(path: string, command: CommandLine): Promise<Outcome> {
  const child = start(command);
  child.stdin.end();
  await new Promise<void>((resolve) => child.stdout.once("readable", resolve));
  rmSync(path);
  return await outcome(child);
}

/** Starts a line of bash; its words can be had as "$1", "$2" and so on. */
export function startShell(line: string, ...words: string[]): ChildProcessWithoutNullStreams {
  const options = { cwd: scratch, env: environment, detached: true };
  return guarded(spawn("bash", ["--noprofile", "--norc", "-c", line, "bash", ...words], options));
}

/** Runs a line of bash without input. */
export async function shell(line: string, ...words: string[]): Promise<Outcome> {
  const child = startShell(line, ...words);
  child.stdin.end();
  return await outcome(child);
}

/** What a command says and how it ends. */
export async function outcome(child: ChildProcessWithoutNullStreams): Promise<Outcome> {
  const closed = new Promise<number | string>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code, signal) => resolve(code ?? signal ?? "unknown"));
  });
  const [out, err, status] = await Promise.all([text(child.stdout), text(child.stderr), closed]);
  return { out, err, status };
}

/** Waits until this is printed, whatever else is under way; what was printed since the call. */
export async function untilPrinted(child: ChildProcessWithoutNullStreams, wanted: string): Promise<string> {
  return await new Promise((resolve, reject) => {
    let printed = "";
    const fail = (): void =>
      reject(new Error(`waited for ${wanted.slice(0, 200)}; there was ${printed.slice(0, 200)}`));
    const timer = setTimeout(fail, hangLimit - 10_000);
    const take = (bytes: Buffer): void => {
      printed += bytes.toString();
      if (!printed.includes(wanted)) return;
      clearTimeout(timer);
      child.off("close", fail);
      child.stdout.off("data", take);
      resolve(printed);
    };
    child.on("close", fail);
    child.stdout.on("data", take);
  });
}

/** A command as words of bash. */
export function quoted(command: readonly string[]): string {
  return command.map((word) => `'${word.replaceAll("'", String.raw`'\''`)}'`).join(" ");
}

/** Sees to it that neither a command that hangs nor one that stops to read fails more than its test. */
function guarded(child: ChildProcessWithoutNullStreams): ChildProcessWithoutNullStreams {
  // The whole group, because a pipeline is several processes.
  const timer = setTimeout(() => child.pid !== undefined && process.kill(-child.pid, "SIGKILL"), hangLimit);
  child.on("close", () => clearTimeout(timer));
  child.stdin.on("error", () => {});
  return child;
}
