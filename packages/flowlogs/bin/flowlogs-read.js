#!/usr/bin/env node
import "../dist/flowlogs-read/compileCache.js";
await import("../dist/flowlogs-read/main.js");
