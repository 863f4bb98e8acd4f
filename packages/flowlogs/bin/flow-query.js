#!/usr/bin/env node
import "../dist/flow-query/compileCache.js";
await import("../dist/flow-query/main.js");
