// Waits in the main thread without its event loop, which is where Node calls the handlers of signals: without this, a run that still has
// results to print would take no notice of Ctrl-C as long as it waits.
import { createContext, Script } from "node:vm";

const SIGNAL = "SIGINT";
const INTERRUPTED = "ERR_SCRIPT_EXECUTION_INTERRUPTED";

/**
 * Calls what waits; false where Ctrl-C ended that, of which the handlers have been told. Where nobody handles Ctrl-C, it ends the
 * process, as always.
 */
export function waitInterruptibly(wait: () => void): boolean {
  if (process.listenerCount(SIGNAL) === 0) {
    wait();
    return true;
  }
  try {
    // Only Node's vm module ends a call by a signal.
    new Script("wait()").runInContext(createContext({ wait }), { breakOnSigint: true });
    return true;
  } catch (error) {
    // It is not an instance of this realm's Error.
    const isInterrupted = typeof error === "object" && error !== null && "code" in error && error.code === INTERRUPTED;
    if (!isInterrupted) throw error;
    process.emit(SIGNAL, SIGNAL);
    return false;
  }
}
