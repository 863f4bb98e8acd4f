// A cluster of Trino on 127.0.0.1: a coordinator and two workers, each a process, all in a folder of their own.
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { createHmac } from "node:crypto";
import { mkdirSync, openSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { freePorts } from "../freePorts.ts";
import type { TrinoFiles } from "./install.ts";

/** Milliseconds until all nodes must be there. */
const PATIENCE = 240_000;
/** The bytes by which tokens are signed. */
const SECRET = Buffer.alloc(32, "only for tests");

const javaWords =
  "-server -XX:+UseG1GC -XX:+ExitOnOutOfMemoryError -XX:ReservedCodeCacheSize=256M -Djdk.attach.allowAttachSelf=true " +
  "-Djdk.nio.maxCachedBufferSize=2000000 -Dfile.encoding=UTF-8 --add-modules=jdk.incubator.vector -XX:TieredStopAtLevel=1";

export interface TrinoCluster {
  readonly url: string;
  /** With TLS, where a token is asked for; and the certificate of its CA. */
  readonly secureUrl: string;
  readonly certificate: string;
  readonly workers: readonly number[];
  stop(): Promise<void>;
}

type Properties = Readonly<Record<string, string>>;

interface ClusterOptions {
  readonly files: TrinoFiles;
  readonly folder: string;
  /** By name. */
  readonly catalogs: Readonly<Record<string, Properties>>;
}

/** Throws where a node does not come up. */
export async function startCluster(options: ClusterOptions): Promise<TrinoCluster> {
  const { files, folder } = options;
  const [port = 0, securePort = 0, ...workerPorts] = await freePorts(4);
  const url = `http://127.0.0.1:${port}`;
  const keys = makeKeys(files.java, folder);
  writeFileSync(join(folder, "secret"), SECRET.toString("base64"));
  const children = [
    startNode(options, "coordinator", 1500, {
      ...common(url),
      coordinator: "true",
      "node-scheduler.include-coordinator": "false",
      "http-server.http.port": String(port),
      "http-server.https.enabled": "true",
      "http-server.https.port": String(securePort),
      "http-server.https.keystore.path": keys.store,
      "http-server.https.keystore.key": keys.password,
      "http-server.authentication.type": "JWT",
      "http-server.authentication.jwt.key-file": join(folder, "secret"),
      "http-server.authentication.allow-insecure-over-http": "true",
      // A worker that is lost is noticed in seconds.
      "query.remote-task.max-error-duration": "5s",
    }),
    ...workerPorts.map((at, i) =>
      startNode(options, `worker${i}`, 1000, {
        ...common(url),
        coordinator: "false",
        "http-server.http.port": String(at),
      }),
    ),
  ];
  const stop = async (): Promise<void> => await stopAll(children);
  try {
    await untilReady(url, children);
  } catch (error) {
    await stop();
    throw error;
  }
  const workers = children.slice(1).map(({ pid = 0 }) => pid);
  return { url, secureUrl: `https://127.0.0.1:${securePort}`, certificate: keys.certificate, workers, stop };
}

function common(url: string): Properties {
  return {
    "discovery.uri": url,
    "internal-communication.shared-secret": "of these nodes only",
    "query.max-memory": "512MB",
    "query.max-memory-per-node": "512MB",
    "memory.heap-headroom-per-node": "256MB",
    "exchange.max-error-duration": "5s",
  };
}

function startNode(
  { files, folder, catalogs }: ClusterOptions,
  name: string,
  heap: number,
  config: Properties,
): ChildProcess {
  const root = join(folder, name);
  const etc = join(root, "etc");
  mkdirSync(join(etc, "catalog"), { recursive: true });
  writeProperties(join(etc, "config.properties"), config);
  writeProperties(join(etc, "log.properties"), { "io.trino": "WARN" });
  writeProperties(join(etc, "node.properties"), {
    "node.environment": "test",
    "node.id": name,
    "node.data-dir": join(root, "data"),
    "node.bind-ip": "127.0.0.1",
    "node.internal-address": "127.0.0.1",
    "plugin.dir": files.plugins,
  });
  // Its libraries are unpacked there, and stay when it is killed.
  const temporary = join(root, "tmp");
  mkdirSync(temporary);
  const words = [...javaWords.split(" "), `-Xmx${heap}M`, `-Djava.io.tmpdir=${temporary}`];
  writeFileSync(join(etc, "jvm.config"), words.join("\n"));
  for (const [catalog, properties] of Object.entries(catalogs)) {
    writeProperties(join(etc, "catalog", `${catalog}.properties`), properties);
  }
  const log = openSync(join(root, "log"), "w");
  const env = { ...process.env, JAVA_HOME: files.java, PATH: `${join(files.java, "bin")}:${process.env["PATH"]}` };
  const child = spawn(join(files.server, "bin/launcher"), ["run", "--etc-dir", etc, "--data-dir", join(root, "data")], {
    stdio: ["ignore", log, log],
    env,
  });
  process.once("exit", () => child.kill("SIGKILL"));
  return child;
}

function encoded(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}

/** A JWT of this user, signed by these bytes. */
export function tokenFor(name: string, secret: Buffer = SECRET): string {
  const text = `${encoded({ alg: "HS256", typ: "JWT" })}.${encoded({ sub: name, exp: Math.floor(Date.now() / 1000) + 3600 })}`;
  return `${text}.${createHmac("sha256", secret).update(text).digest("base64url")}`;
}

function writeProperties(path: string, properties: Properties): void {
  const lines = Object.entries(properties).map(([key, value]) => `${key}=${value}\n`);
  writeFileSync(path, lines.join(""));
}

function makeKeys(
  java: string,
  folder: string,
): { readonly store: string; readonly password: string; readonly certificate: string } {
  const [store, certificate, password] = [join(folder, "keys.p12"), join(folder, "certificate.pem"), "only for tests"];
  const tool = join(java, "bin/keytool");
  const of = ["-keystore", store, "-storepass", password, "-alias", "trino"];
  const names = ["-dname", "CN=127.0.0.1", "-ext", "san=ip:127.0.0.1", "-ext", "bc=ca:true"];
  execFileSync(tool, ["-genkeypair", ...of, "-keyalg", "EC", "-validity", "2", ...names], { stdio: "pipe" });
  execFileSync(tool, ["-exportcert", "-rfc", ...of, "-file", certificate], { stdio: "pipe" });
  return { store, password, certificate };
}

async function untilReady(url: string, children: readonly ChildProcess[]): Promise<void> {
  const end = Date.now() + PATIENCE;
  while (Date.now() < end) {
    if (children.some(({ exitCode }) => exitCode !== null)) break;
    const nodes = await ask(url, "SELECT node_id FROM system.runtime.nodes WHERE state = 'active'").catch(() => []);
    if (nodes.length === children.length) return;
    await setTimeout(500);
  }
  throw new Error(`the nodes of Trino did not come up in ${PATIENCE / 1000} s`);
}

async function stopAll(children: readonly ChildProcess[]): Promise<void> {
  await Promise.all(
    children.map(async (child) => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = new Promise((resolve) => child.once("exit", resolve));
      child.kill("SIGKILL");
      await ended;
    }),
  );
}

export interface StatementPage {
  readonly nextUri?: string;
  readonly columns?: readonly { readonly name: string; readonly type: string }[];
  readonly data?: readonly (readonly unknown[])[];
  readonly stats?: { readonly physicalInputBytes?: number | string };
  readonly error?: { readonly message: string; readonly errorName?: string };
}

/** Asks without the client that is tested. */
export async function* statementPages(
  url: string,
  sql: string,
  read: (text: string) => StatementPage = (text) => JSON.parse(text),
): AsyncGenerator<StatementPage> {
  const headers = { "X-Trino-User": "tests" };
  let response = await fetch(`${url}/v1/statement`, { method: "POST", body: sql, headers });
  for (;;) {
    const page = read(await response.text());
    yield page;
    if (page.nextUri === undefined) return;
    response = await fetch(page.nextUri, { headers });
  }
}

/** All rows; throws what Trino says. */
export async function ask(url: string, sql: string): Promise<readonly (readonly unknown[])[]> {
  const rows: (readonly unknown[])[] = [];
  for await (const { error, data = [] } of statementPages(url, sql)) {
    if (error !== undefined) throw new Error(`${error.message}: ${sql}`);
    rows.push(...data);
  }
  return rows;
}
