#!/usr/bin/env node
import "flow-top/main";
