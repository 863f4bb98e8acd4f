#!/usr/bin/env node
import "../dist/flow-filter/compileCache.js";
await import("../dist/flow-filter/main.js");
