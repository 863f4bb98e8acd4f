// The program of a thread that reads sources, and runs the commands of a pipeline on them up to the groups.
import { runThread } from "@flowlogs/sources/threads/runThread";
import { openStages } from "./openStages.ts";

runThread(openStages);
