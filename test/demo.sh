#!/bin/sh
# The main job on the sample: who was rejected most, by bytes, in half an hour of two accounts' logs.
set -e
cd "$(dirname "$0")/.."
PATH="$PWD/node_modules/.bin:$PATH"
logs=test/fixtures/sample/AWSLogs

echo "\$ flowlogs-read $logs | flow-filter 'action = REJECT' | flow-group --by srcaddr 'sum(bytes)' 'count()' | flow-top 10 --by 'sum(bytes)' | flow-fmt"
flowlogs-read "$logs" |
  flow-filter 'action = REJECT' |
  flow-group --by srcaddr 'sum(bytes)' 'count()' |
  flow-top 10 --by 'sum(bytes)' |
  flow-fmt
