// moto (https://docs.getmoto.org), a stand-in for AWS that others wrote: a server of its own on 127.0.0.1, for as long as the
// tests run that ask it. It is a Python package, which is not everywhere; FLOWLOGS_MOTO says where its command is.
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Milliseconds that Python may take to load all that. */
const PATIENCE = 30_000;

export interface Call {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export class Moto {
  readonly url: string;
  readonly #child: ChildProcess;
  readonly #folder: string;

  private constructor(child: ChildProcess, url: string, folder: string) {
    this.#child = child;
    this.url = url;
    this.#folder = folder;
  }

  /** Starts it; undefined when it is not installed. */
  static async start(): Promise<Moto | undefined> {
    const folder = mkdtempSync(join(tmpdir(), "flowlogs-moto-"));
    const command = process.env["FLOWLOGS_MOTO"] ?? "moto_server";
    const child = spawn(command, ["-H", "127.0.0.1", "-p", "0"], {
      cwd: folder,
      stdio: ["ignore", "ignore", "pipe"],
      env: { ...process.env, MOTO_RECORDER_FILEPATH: join(folder, "calls"), AWS_ENDPOINT_URL: "" },
    });
    process.once("exit", () => child.kill("SIGKILL"));
    const url = await addressOf(child);
    if (url !== undefined) return new Moto(child, url, folder);
    child.kill("SIGKILL");
    rmSync(folder, { recursive: true });
    return undefined;
  }

  /** A question to a service whose client we do not have, such as EC2; its answer in XML. */
  async query(service: string, parameters: Readonly<Record<string, string>>): Promise<string> {
    const credential = `AKIATEST/20260101/us-east-1/${service}/aws4_request`;
    const headers = { authorization: `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=host, Signature=x` };
    const response = await fetch(this.url, { method: "POST", headers, body: new URLSearchParams(parameters) });
    const text = await response.text();
    if (!response.ok) throw new Error(text);
    return text;
  }

  /** What it is asked while this runs. */
  async calls(work: () => Promise<unknown>): Promise<readonly Call[]> {
    for (const step of ["reset-recording", "start-recording"]) await this.#recorder(step);
    await work();
    await this.#recorder("stop-recording");
    const lines = readFileSync(join(this.#folder, "calls"), "utf8").trimEnd().split("\n");
    return lines.map((line) => {
      const { headers, body }: Call = JSON.parse(line);
      return { headers, body: Buffer.from(body, "base64").toString() };
    });
  }

  async stop(): Promise<void> {
    const ended = new Promise((resolve) => this.#child.once("exit", resolve));
    this.#child.kill("SIGKILL");
    await ended;
    rmSync(this.#folder, { recursive: true });
  }

  async #recorder(step: string): Promise<void> {
    await fetch(`${this.url}/moto-api/recorder/${step}`, { method: "POST" });
  }
}

/** The address that it tells when it is ready. */
async function addressOf(child: ChildProcess): Promise<string | undefined> {
  return await new Promise((resolve) => {
    let said = "";
    const timer = setTimeout(() => resolve(undefined), PATIENCE);
    const end = (url?: string): void => {
      clearTimeout(timer);
      resolve(url);
    };
    child.once("error", () => end());
    child.once("exit", () => end());
    child.stderr?.on("data", (bytes: Buffer) => {
      said += bytes.toString();
      const url = /Running on (http:\/\/127\.0\.0\.1:\d+)/.exec(said)?.[1];
      if (url !== undefined) end(url);
    });
  });
}
