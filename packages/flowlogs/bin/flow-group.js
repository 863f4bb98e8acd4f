#!/usr/bin/env node
import "flow-group/main";
