#!/usr/bin/env node
require("../dist/flow-fmt/compileCache.js");
require("../dist/flow-fmt/main.js");
