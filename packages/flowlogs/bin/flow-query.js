#!/usr/bin/env node
require("../dist/flow-query/compileCache.js");
require("../dist/flow-query/main.js");
