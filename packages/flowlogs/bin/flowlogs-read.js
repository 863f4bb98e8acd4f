#!/usr/bin/env node
require("../dist/flowlogs-read/compileCache.js");
require("../dist/flowlogs-read/main.js");
