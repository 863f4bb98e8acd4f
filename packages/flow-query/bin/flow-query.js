#!/usr/bin/env node
import "../dist/bin/compileCache.js";
await import("../dist/bin/main.js");
