#!/usr/bin/env node
require("../dist/flow-group/compileCache.js");
require("../dist/flow-group/main.js");
