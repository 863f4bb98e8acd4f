#!/usr/bin/env node
import "flow-filter/main";
