#!/usr/bin/env node
require("../dist/flow-filter/compileCache.js");
require("../dist/flow-filter/main.js");
