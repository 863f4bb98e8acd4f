#!/usr/bin/env node
require("../dist/flow-pair/compileCache.js");
require("../dist/flow-pair/main.js");
