// Wakes everyone who waits for a change. It carries no value: those who wake look for themselves what has changed.

export class Notifier {
  #wake: (() => void) | undefined;

  /** Resolves at the next `notify`. */
  change(): Promise<void> {
    return new Promise((resolve) => {
      const wakeOthers = this.#wake;
      this.#wake = () => {
        wakeOthers?.();
        resolve();
      };
    });
  }

  notify(): void {
    const wake = this.#wake;
    this.#wake = undefined;
    wake?.();
  }
}
