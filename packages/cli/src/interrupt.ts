// Signals that ask a process to end. Most runs leave them to the system, which ends them at once; those that have something
// to put away first are told, and end by the same signal afterwards, so that a shell sees what it expects.

const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
let received: NodeJS.Signals | undefined;

/** Calls back at the first signal; the next one ends the process at once. What is returned leaves signals to the system. */
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

/** Ends the process by the signal that it received, if it did. */
export function endBySignal(): void {
  if (received !== undefined) process.kill(process.pid, received);
}
