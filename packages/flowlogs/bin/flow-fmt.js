#!/usr/bin/env node
import "flow-fmt/main";
