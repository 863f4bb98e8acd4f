// The program of a thread that reads sources, and does nothing else with them.
import { runThread } from "./runThread.ts";

runThread();
