// The command as a program.
import { run } from "@flowlogs/cli";
import { command } from "./command.ts";

void run(command);
