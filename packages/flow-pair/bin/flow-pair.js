#!/usr/bin/env node
require("../dist/bin/compileCache.js");
require("../dist/bin/main.js");
