#!/usr/bin/env node
import "../dist/flow-bin/compileCache.js";
await import("../dist/flow-bin/main.js");
