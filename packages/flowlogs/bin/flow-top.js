#!/usr/bin/env node
import "../dist/flow-top/compileCache.js";
await import("../dist/flow-top/main.js");
