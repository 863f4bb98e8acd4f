#!/usr/bin/env node
import "flowlogs-read/main";
