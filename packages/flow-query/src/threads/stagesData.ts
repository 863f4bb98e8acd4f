// What a thread is told of the commands that it runs: their words, which their own definitions parse there.
import type { PlainCommand } from "@flowlogs/engines";
import type { Host } from "@flowlogs/cli/chain";

/** A command of a thread, and whether it has nothing to say but errors. */
interface ThreadCommand extends PlainCommand {
  readonly quiet: boolean;
}

export interface StagesData {
  readonly commands: readonly ThreadCommand[];
  /** What configuration files say. */
  readonly configured: Awaited<ReturnType<Host["configFiles"]>>;
}

/** The URL of their program. */
export const stagesProgram = (): string => new URL("./stagesThread.js", import.meta.url).href;
