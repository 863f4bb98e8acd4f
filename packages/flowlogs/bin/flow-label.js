#!/usr/bin/env node
require("../dist/flow-label/compileCache.js");
require("../dist/flow-label/main.js");
