#!/usr/bin/env node
require("../dist/flow-top/compileCache.js");
require("../dist/flow-top/main.js");
