// The line on a terminal that says how far an engine is.
import type { PipelineKit } from "@flowlogs/cli/chain";

export class StatusLine {
  readonly #kit: PipelineKit;
  #isShown = false;

  constructor(kit: PipelineKit) {
    this.#kit = kit;
  }

  show(text: string): void {
    const { host, common } = this.#kit;
    if (!host.stderrIsTerminal || common.quiet || common.errors === "json") return;
    host.writeError(`\r\u001b[K${text.slice(0, Math.max(1, host.terminalSize().columns - 1))}`);
    this.#isShown = true;
  }

  clear(): void {
    if (this.#isShown) this.#kit.host.writeError("\r\u001b[K");
    this.#isShown = false;
  }
}
