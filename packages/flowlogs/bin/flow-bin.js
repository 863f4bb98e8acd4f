#!/usr/bin/env node
import "flow-bin/main";
