// Signals that ask a process to end. In most runs the system ends the process at once. A run that has something to finish
// first handles the signal, and then ends by the same signal, so that the shell sees the status that it expects.

const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
let received: NodeJS.Signals | undefined;

/** Calls back at the first signal; the next one ends the process at once. The result stops handling signals. */
export function onInterrupt(listener: () => void): () => void {
  const stop = (): void => {
    for (const each of signals) process.off(each, take);
  };
  const take = (signal: NodeJS.Signals): void => {
    received = signal;
    stop();
    listener();
  };
  for (const signal of signals) process.on(signal, take);
  return stop;
}

export function wasInterrupted(): boolean {
  return received !== undefined;
}

/** Ends the process by the signal that it received, if it received one. */
export function endBySignal(): void {
  if (received !== undefined) process.kill(process.pid, received);
}
