#!/usr/bin/env node
import "../dist/flow-group/compileCache.js";
await import("../dist/flow-group/main.js");
