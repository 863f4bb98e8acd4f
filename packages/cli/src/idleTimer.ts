// Calls a command of a chain while no input comes, as a pipe does for a command of its own.
import { IDLE } from "@flowlogs/base/feed";

export class IdleTimer {
  readonly #idle: () => number | undefined;
  #timer: NodeJS.Timeout | undefined;

  /** `idle`: after how many milliseconds it wants to be called again. */
  constructor(idle: () => number | undefined) {
    this.#idle = idle;
  }

  /** Input came. */
  restart(): void {
    this.stop();
    this.#start(IDLE);
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  #start(pause: number): void {
    // What reads keeps the process alive, as long as it reads.
    this.#timer = setTimeout(() => {
      const next = this.#idle();
      if (next !== undefined) this.#start(next);
    }, pause).unref();
  }
}
