#!/usr/bin/env node
import "../dist/flow-fmt/compileCache.js";
await import("../dist/flow-fmt/main.js");
