#!/usr/bin/env node
import { run } from "@flowlogs/cli";
import { command } from "../dist/command.js";

await run(command);
