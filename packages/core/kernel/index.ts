// The kernel: loops over bytes and columns, compiled to one WebAssembly module by ../build-kernel.mjs. Its memory is
// given to it and laid out by ../src/kernel/kernel.ts. What is exported here is what the host may call.
export { afterFirstNewline, afterLastNewline, countBytes } from "./bytes";
export { setTable, rows, position, lineNumber, blankLines, continuedLines, badTable, badLines } from "./table";
export { scanText, setTextFormat, passLine, needsEscapes } from "./text";
export { takeExact, watchStrangers, strangers, firstStranger } from "./json";
export { indexText, indexBitsSize, separatorsSize } from "./textIndex";
export { countStatuses, nodata, skipdata } from "./status";
export { scanDelimited, commentLines } from "./delimited";
export { setTypes, settleInstants } from "./value";
export { setWanted, ties, tie } from "./wanted";
export { forgetLayouts, useHeading, layoutCount, layoutOf } from "./layout";
export { scanNdjson, passRecord, otherHeading, readAgain } from "./ndjson";
export { copyLines, writeNdjson, written } from "./write";
export { writeDelimited } from "./writeDelimited";
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
  disordered,
} from "./compare";
export { inWindow } from "./window";
export { andTruth, orTruth, notTruth, isNull, denyValues, select, selectAll } from "./truth";
export {
  openGroups,
  useGroups,
  emptyGroups,
  freezeGroups,
  groupsGrowth,
  groups,
  nullKeys,
} from "./group";
export { groupRows, groupRuns, listKeyed, comebacks, forgetRuns, missed, setPartitionSeed, keyOf } from "./key";
export { accumulate, stateOf, stateAt, maskIds, notNumbers, roundedIntegers } from "./accumulate";
export { keepValues, notAddresses } from "./keep";
export { listValues, handOverLists, listLength, copyList } from "./list";
export { pairRows } from "./distinct";
export { registerValues, registersOf, hashesOf } from "./registers";
export { prefixColumn } from "./prefix";
export { writeGroups, groupsWritten } from "./result";
export { writeRows, rowsWritten, readRows, numberRows, idsToNumbers, numbersToIds, noteArrivals } from "./spill";
export { mergeByNumber, runAtEnd, merged } from "./merge";
export { openBins, findGiven, writeBinned, binned, untimed, longer } from "./bin";
export { openSpread, writeSpread, spread, undivided, uncounted, extra } from "./spread";
export { openPlaces, linesOut } from "./ranked";
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
} from "./logEvents";
export { openRepeats, nameFields, dropRepeats, forgot } from "./repeats";
export {
  openSort,
  moveSort,
  emptySort,
  rankRows,
  cutSort,
  sortHeld,
  writeSorted,
  held,
  largest,
  sortedPassed,
} from "./sort";
export {
  mergeRoom,
  openMerge,
  startRun,
  feedRun,
  restOfRun,
  isMerged,
  mergeRuns,
  hungry,
} from "./runs";
export {
  numberColumn,
  writeNumbers,
  fillColumn,
  copyColumn,
  chooseColumn,
  replaceNullColumn,
  replaceAbsent,
  givenTruth,
  lookUpTruth,
  lookUpNumbers,
  lookUpSpans,
} from "./vector";
export { openAddressList, readAddressList, fourCount, sixCount } from "./addressList";
export { sortFour, sortSix, joined } from "./addressSort";
export { indexFour, indexSix } from "./addressSet";
export { inTexts, openTexts, addTexts } from "./textSet";
export { openValues, askForValue, holdValues } from "./valueTable";
export {
  combineNumbers,
  mapNumbers,
  compareVectors,
  compareVector,
  vectorInRanges,
  vectorIsNull,
  denyNumbers,
  fillNumbers,
  chooseNumbers,
  replaceNulls,
} from "./arithmetic";
/** The first byte of memory that is free for the host. */
export const heapStart: usize = __heap_base;
export {
  decodeValues,
  decodeRuns,
  lookUpValues,
  countLevel,
  spreadValues,
  beginRows,
  putColumn,
  oddTexts,
  forgetOddTexts,
} from "./pages";
