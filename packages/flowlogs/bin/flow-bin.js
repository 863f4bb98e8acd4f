#!/usr/bin/env node
require("../dist/flow-bin/compileCache.js");
require("../dist/flow-bin/main.js");
