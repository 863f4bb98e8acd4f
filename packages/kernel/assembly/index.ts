// The kernel: loops over bytes and columns, compiled to one WebAssembly module by ../build.mjs. Its memory comes from the host,
// ../src/memory.ts. The host may call what is exported here.
export { afterFirstNewline, afterLastNewline, countBytes } from "./bytes";
export { setTable, rows, position, lineNumber, blankLines, continuedLines, badTable, badLines } from "./table";
export { scanText, setTextFormat, acceptLine, needsEscapes } from "./scan/text";
export { requireExactKeys } from "./scan/json";
export { watchOtherKeys, otherKeyRecords, firstOtherKeyLine } from "./scan/otherKeys";
export { indexText, indexBitsSize, separatorsSize } from "./scan/textIndex";
export { countStatuses, nodata, skipdata } from "./scan/logStatus";
export { scanDelimited, commentLines } from "./scan/delimited";
export { setTypes, instantsToSeconds } from "./scan/value";
export { setWanted, ties, tie } from "./scan/wantedFields";
export { forgetLayouts, useHeading, layoutCount, layoutOf } from "./scan/layout";
export { scanNdjson, acceptRecord, otherHeading, replaceRow } from "./scan/ndjson";
export { copyLines, writeNdjson, written } from "./write/write";
export { writeDelimited, emptyTexts, encodedValues } from "./write/writeDelimited";
export { writePlain, misfits, cutFractions } from "./write/parquetValues";
export {
  placeValues,
  numberValues,
  writeEntries,
  findBounds,
  smallestValue,
  largestValue,
} from "./write/parquetDictionary";
export { countRowsWithValue, widenLevels, writeRuns } from "./write/parquetRuns";
export {
  sampleRows,
  sampleKeys,
  setRateMember,
  setKnownRate,
  findUnknownRate,
  writeSampled,
  checkRates,
  unrated,
  oddRates,
} from "./write/sample";
export { writeAligned, isRowOdd } from "./write/writeAligned";
export {
  compareNumber,
  equalText,
  compareText,
  containsText,
  inNumbers,
  inAddresses,
  compareAddress,
  compareColumns,
  hasValues,
  unordered,
} from "./columns/compare";
export { inWindow } from "./columns/window";
export { andTruth, orTruth, notTruth, isNull, negateValues, select, selectAll } from "./columns/truth";
export {
  openGroups,
  useGroups,
  emptyGroups,
  addGroups,
  freezeGroups,
  groupsGrowth,
  groups,
  nullKeys,
} from "./group/groupTable";
export {
  groupRows,
  groupRuns,
  listKeyed,
  comebacks,
  forgetRuns,
  missed,
  setPartitionSeed,
  keyOf,
} from "./group/groupKey";
export { accumulate, fractions, stateOf, stateAt, maskIds, notNumbers, roundedIntegers } from "./group/accumulators";
export { keepValues, notAddresses } from "./group/valueAccumulators";
export { listValues, handOverLists, handOverList, listLength, copyList, selectInteger } from "./group/numberLists";
export { pairRows } from "./group/distinctPairs";
export { registerValues, registersOf, hashesOf } from "./group/hyperLogLog";
export { prefixColumn } from "./columns/networkPrefix";
export { writeGroups, groupsWritten } from "./group/writeGroups";
export {
  writeRows,
  rowsWritten,
  readRows,
  numberRows,
  idsToNumbers,
  numbersToIds,
  noteArrivals,
} from "./group/spillRows";
export { mergeByNumber, runAtEnd, merged } from "./group/mergeSpilled";
export {
  labelAddresses,
  labelTexts,
  indexLabels,
  addLabelTexts,
  dateEntries,
  markLabeled,
  oddAddress,
  oddAddresses,
  undatedLabels,
  outdatedLabels,
} from "./columns/labels";
export { answersSize } from "./columns/answerCache";
export { sortLabels, sameLabels } from "./columns/labelRanges";
export { flattenLabels } from "./columns/flattenLabels";
export { readLabelKeys, keys4, keys6, otherKeys } from "./columns/labelKeys";
export { numberLabels, numberKeys, numberText, widenNumbers } from "./columns/textNumbers";
export { openLabels, writeLabeled } from "./write/labels";
export {
  openAddresses,
  forgetAddresses,
  addressCount,
  writeBlocks,
  blocksTo,
  takeBlocks,
} from "./columns/replacedAddresses";
export { openFields, fieldCount, otherReplaced, otherLeft } from "./scan/notedFields";
export { openFound, findAddresses, wantsAddresses } from "./scan/addressTexts";
export { startWriting, writeAnonymized } from "./write/anonymize";
export { openBins, findPresent, writeBinned, binned, untimed, longer } from "./write/bin";
export { openSpread, writeSpread, spread, undivided, uncounted, extra } from "./write/spread";
export { openPlaces, linesOut } from "./sort/sortRecord";
export {
  readEvents,
  messages,
  lastTime,
  lastTimes,
  smallestTime,
  largestTime,
  backwardSteps,
  tokenStart,
  tokenEnd,
  eventsRest,
} from "./scan/logEvents";
export { openDuplicates, hashNames, dropDuplicates, forgot } from "./sort/deduplicate";
export {
  openSort,
  moveSort,
  emptySort,
  rankRows,
  cutSort,
  restoreSort,
  sortHeld,
  writeSorted,
  held,
  largest,
  sortedPassed,
} from "./sort/sort";
export { mergeRoom, openMerge, startRun, feedRun, restOfRun, isMerged, mergeRuns, hungry } from "./sort/mergeRuns";
export {
  numberColumn,
  writeNumbers,
  fillColumn,
  copyColumn,
  gather,
  chooseColumn,
  replaceNullColumn,
  replaceAbsent,
  isPresent,
  lookUpTruth,
  lookUpNumbers,
  lookUpSpans,
} from "./columns/vector";
export { openAddressList, readAddressList, ipv4Count, ipv6Count } from "./columns/addressList";
export { countDigits, moveEntries } from "./columns/radixSort";
export { sortIpv4, sortIpv6, joinedRanges } from "./columns/addressSort";
export { indexIpv4, indexIpv6 } from "./columns/addressSet";
export { inTexts, openTexts, addTexts } from "./columns/textSet";
export { writeTuples, badValue } from "./columns/tupleKey";
export { openTuples, setTupleRoom, inTuples } from "./columns/tupleSet";
export { openValueTable, addWantedValue, filterValues } from "./columns/valueTable";
export {
  combineNumbers,
  mapNumbers,
  compareVectors,
  compareVector,
  vectorInRanges,
  vectorIsNull,
  negateNumbers,
  fillNumbers,
  chooseNumbers,
  replaceNulls,
} from "./columns/arithmetic";
export {
  emptyConversations,
  firstOver,
  freeOver,
  openConversations,
  openConversationTable,
  takeOver,
} from "./pair/openTable";
export {
  lateFlows,
  lookedAt,
  newestStart,
  noteWritten,
  setClockStart,
  setFlowLimits,
  stopped,
  takeFlows,
  isFull,
} from "./pair/takeFlows";
export { nullFlowKeys, oddFlowKeys, withoutTraffic } from "./pair/flowKey";
export { backwardEnds, oddAmounts, oddWords } from "./pair/readFlow";
export { countPeers, peersOf } from "./pair/peers";
export { planStates } from "./pair/aggregateStates";
export { listEntries, seedGroups } from "./pair/feedGroups";
export { addUnpacked, packConversation, packedSize, unpackConversation } from "./pair/packed";
/** The first byte of memory that is free for the host. */
export const heapStart: usize = __heap_base;
export { decodeValues, beginRows, putColumn, pagesNeedEscapes, clearPageEscapes } from "./scan/parquetPages";
export { unpackDeltas, plainSize, joinTexts, joinBytes } from "./scan/parquetDeltas";
export { countPresent, spreadPresent, lookUpRuns } from "./scan/parquetRuns";
