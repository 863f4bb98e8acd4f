// Runs the commands of a pipeline in a thread, up to the one that groups: records in, partial states out. What states cannot tell,
// such as a message, makes the run start again without this.
import { statSync } from "node:fs";
import { nodeHost, UsageError } from "@flowlogs/cli";
import { type Host, type Link, openReceivers, type Receiver } from "@flowlogs/cli/chain";
import type { OpenStages, StageChain, StatesTaker } from "@flowlogs/sources/threads/runThread";
import { openLink } from "../pipeline/parse.ts";
import { withMembers } from "../links.ts";
import type { StagesData } from "./stagesData.ts";

type GroupCounts = ReturnType<Receiver["worker"]["counts"]>;

/** Groups from which on it matters how many they are, and the records that a group must have then, on average. */
const MANY_GROUPS = 20_000;
const RECORDS_A_GROUP = 2;
/** Bytes of records after which the groups are counted. */
const BYTES_A_LOOK = 4 << 20;

let parsed: Promise<readonly Link[]> | undefined;

export const openStages: OpenStages = async (data, taker) => {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- groupInThreads.ts makes it
  parsed ??= linksOf(data as StagesData);
  return await ThreadChain.open(await parsed, taker);
};

async function linksOf({ commands, configured }: StagesData): Promise<readonly Link[]> {
  const host = { env: process.env, configFiles: async () => await Promise.resolve(configured) };
  const links: Link[] = [];
  for (const { name, words, quiet } of commands) {
    const link = await openLink(name, words, host);
    const common = { ...link.request.common, quiet, errors: "text" as const, progress: "never" as const };
    const values = links.length === commands.length - 1 ? statesOf(link.request.values) : link.request.values;
    links.push({ ...link, request: { ...link.request, common, values } });
  }
  return links;
}

/** The values of a run whose states another one with the same values merges. */
function statesOf(values: object): never {
  return withMembers(values, { partial: true, isShare: true });
}

class ThreadChain implements StageChain {
  readonly #taker: StatesTaker;
  readonly #receivers: readonly Receiver[];
  #isLost = false;
  #unseen = 0;

  private constructor(taker: StatesTaker, receivers: readonly Receiver[]) {
    this.#taker = taker;
    this.#receivers = receivers;
  }

  static async open(links: readonly Link[], taker: StatesTaker): Promise<ThreadChain> {
    let chain: ThreadChain | undefined;
    let pipe: string | undefined;
    const host = threadHost(taker, {
      // What is said before the first record is also said by who started the thread.
      say: (text) => chain?.lose(text),
      usePipe: (path) => (pipe = path),
    });
    const told = links.map((link, i) =>
      i < links.length - 1 ? link : { ...link, ended: (counts: GroupCounts) => chain?.look(counts, counts.outRecords) },
    );
    const done = (code: number): void => {
      if (code > 0) chain?.lose(`exit code ${code}`);
    };
    const receivers = await openReceivers(told, host, undefined, done);
    if (receivers === undefined) throw new UsageError({ problem: "the commands cannot run in a thread" });
    chain = new ThreadChain(taker, receivers);
    if (pipe !== undefined) chain.lose(`${pipe} can be read once`);
    return chain;
  }

  write(bytes: Uint8Array): void {
    if (this.#isLost) return;
    this.#receivers[0]?.write(bytes);
    this.#unseen += bytes.length;
    if (this.#unseen < BYTES_A_LOOK) return;
    this.#unseen = 0;
    const counts = this.#receivers.at(-1)?.worker.counts();
    if (counts !== undefined) this.look(counts, counts.pending ?? 0);
  }

  end(): void {
    if (!this.#isLost) this.#receivers[0]?.end();
  }

  look({ records, fractions = 0, spilled = 0 }: GroupCounts, groups: number): void {
    if (fractions > 0) this.lose("fractions are added in another order");
    if (spilled > 0) this.lose("the groups do not fit into memory");
    if (groups > MANY_GROUPS && groups * RECORDS_A_GROUP > records) this.lose("there are as many groups as records");
  }

  lose(why: string): void {
    if (!this.#isLost) this.#taker.unmergeable(why);
    this.#isLost = true;
  }
}

interface Listener {
  readonly say: (text: string) => void;
  /** It loads what is not a file, such as a pipe. */
  readonly usePipe: (path: string) => void;
}

/** A host whose output are states. */
function threadHost(taker: StatesTaker, { say, usePipe }: Listener): Host {
  const host = nodeHost();
  const own: Partial<Host> = {
    write: (bytes) => taker.write(bytes),
    writeError: say,
    outputIsTerminal: false,
    stderrIsTerminal: false,
    columns: 80,
    open(path) {
      if (statSync(path).isFile()) return host.open(path);
      usePipe(path);
      return host.open("/dev/null");
    },
  };
  return Object.create(host, Object.getOwnPropertyDescriptors(own));
}
