// Wakes those who wait for something to change; what has changed, they look for themselves.

export class Notifier {
  #wake: (() => void) | undefined;

  change(): Promise<void> {
    return new Promise((resolve) => {
      const before = this.#wake;
      this.#wake = () => {
        before?.();
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
