#!/usr/bin/env node
require("../dist/flow-write/compileCache.js");
require("../dist/flow-write/main.js");
