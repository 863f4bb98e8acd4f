// What one interface logged of one direction of a conversation: a leg (its members are in opcodes.ts), and how two of them are joined.
import {
  AMOUNT_FRACTION,
  AMOUNT_INTEGER,
  AMOUNT_NONE,
  CONVERSATION_LEGS,
  LEG_ACTIONS,
  LEG_BYTES,
  LEG_BYTES_KIND,
  LEG_END,
  LEG_EVIDENCE,
  LEG_FLAGS,
  LEG_FLOWS,
  LEG_GIVEN_PORTS,
  LEG_HOPS,
  LEG_NEXT,
  LEG_PACKETS,
  LEG_PACKETS_KIND,
  LEG_SEEN_BY,
  LEG_SIZE,
  LEG_SOURCE_PORT,
  LEG_START,
  LEG_WAY,
} from "../opcodes";
import { freePart, takePart } from "./arena";
import { emptyStates, fitStates, freeStates, joinStates, legSize } from "./aggregateStates";

/** A hop: { u32 text; u32 next }. */
export const HOP_NEXT: usize = 4;
export const HOP_SIZE: usize = 8;

/** The leg of a conversation that the last one which was added has become part of. */
export let lastLeg: usize = 0;

// Where a leg is from: it is that of a record, whose states are added afterwards; a copy from a file; or a part of the arena, which
// goes on in the conversation or is freed.
export const OF_RECORD: u32 = 0;
export const OF_FILE: u32 = 1;
export const OF_ARENA: u32 = 2;

/** Adds a leg to a conversation. `origin`: see above. */
export function addLeg(conversation: usize, leg: usize, origin: u32): void {
  let last = conversation + CONVERSATION_LEGS - LEG_NEXT;
  for (let known = next(last); known; known = next(known)) {
    if (isSame(known, leg) && canJoin(known, leg, origin)) {
      join(known, leg);
      if (origin != OF_RECORD) joinStates(known, leg);
      if (origin == OF_ARENA) freeLeg(leg);
      lastLeg = known;
      return;
    }
    last = known;
  }
  const added = origin == OF_ARENA ? leg : copyLeg(leg, origin == OF_RECORD);
  lastLeg = added;
  store<u32>(added, 0, LEG_NEXT);
  store<u32>(last, <u32>added, LEG_NEXT);
}

// @ts-ignore: decorator
@inline
function next(leg: usize): usize {
  return <usize>load<u32>(leg, LEG_NEXT);
}

// @ts-ignore: decorator
@inline
function isSame(one: usize, other: usize): bool {
  return (
    load<u32>(one, LEG_SEEN_BY) == load<u32>(other, LEG_SEEN_BY) && load<u8>(one, LEG_WAY) == load<u8>(other, LEG_WAY)
  );
}

// ---- amounts. Legs whose amounts cannot be added in 63 bits, or are no integers while the others are, stay apart: the host adds them.

// @ts-ignore: decorator
@inline
function kindOf(leg: usize, amount: usize): u32 {
  return load<u8>(leg + (amount == LEG_PACKETS ? LEG_PACKETS_KIND : LEG_BYTES_KIND));
}

// @ts-ignore: decorator
@inline
function fits(into: usize, from: usize, amount: usize): bool {
  const kind = kindOf(into, amount);
  const other = kindOf(from, amount);
  if (kind == AMOUNT_NONE || other == AMOUNT_NONE) return true;
  if (kind != other) return false;
  if (kind == AMOUNT_INTEGER) return load<i64>(into + amount) <= i64.MAX_VALUE - load<i64>(from + amount);
  return kind == AMOUNT_FRACTION;
}

// @ts-ignore: decorator
@inline
function canJoin(into: usize, from: usize, origin: u32): bool {
  if (!fits(into, from, LEG_PACKETS) || !fits(into, from, LEG_BYTES) || !hasRoom(into, from)) return false;
  return origin == OF_RECORD || fitStates(into, from);
}

// @ts-ignore: decorator
@inline
function hasRoom(into: usize, from: usize): bool {
  return load<u32>(into, LEG_FLOWS) <= u32.MAX_VALUE - load<u32>(from, LEG_FLOWS);
}

// @ts-ignore: decorator
@inline
function addAmount(into: usize, from: usize, amount: usize): void {
  const kind = kindOf(from, amount);
  if (kind == AMOUNT_NONE) return;
  const at = into + amount;
  if (kindOf(into, amount) == AMOUNT_NONE) {
    store<i64>(at, load<i64>(from + amount));
    store<u8>(into + (amount == LEG_PACKETS ? LEG_PACKETS_KIND : LEG_BYTES_KIND), <u8>kind);
  } else if (kind == AMOUNT_INTEGER) store<i64>(at, load<i64>(at) + load<i64>(from + amount));
  else store<f64>(at, load<f64>(at) + load<f64>(from + amount));
}

function join(into: usize, from: usize): void {
  if (load<f64>(from, LEG_START) < load<f64>(into, LEG_START)) {
    store<f64>(into, load<f64>(from, LEG_START), LEG_START);
    store<u32>(into, load<u32>(from, LEG_SOURCE_PORT), LEG_SOURCE_PORT);
    store<u8>(into, load<u8>(from, LEG_GIVEN_PORTS), LEG_GIVEN_PORTS);
  }
  if (load<f64>(from, LEG_END) > load<f64>(into, LEG_END)) store<f64>(into, load<f64>(from, LEG_END), LEG_END);
  store<u32>(into, load<u32>(into, LEG_FLOWS) + load<u32>(from, LEG_FLOWS), LEG_FLOWS);
  addAmount(into, from, LEG_PACKETS);
  addAmount(into, from, LEG_BYTES);
  const flags = load<i32>(into, LEG_FLAGS);
  const others = load<i32>(from, LEG_FLAGS);
  store<i32>(into, flags < 0 ? others : others < 0 ? flags : flags | others, LEG_FLAGS);
  store<u8>(into, load<u8>(into, LEG_EVIDENCE) | load<u8>(from, LEG_EVIDENCE), LEG_EVIDENCE);
  store<u8>(into, load<u8>(into, LEG_ACTIONS) | load<u8>(from, LEG_ACTIONS), LEG_ACTIONS);
  for (let hop = <usize>load<u32>(from, LEG_HOPS); hop; hop = <usize>load<u32>(hop, HOP_NEXT))
    addHop(into, load<u32>(hop));
}

/** Adds the address of an interface between, unless the leg has it. */
function addHop(leg: usize, text: u32): void {
  for (let hop = <usize>load<u32>(leg, LEG_HOPS); hop; hop = <usize>load<u32>(hop, HOP_NEXT))
    if (load<u32>(hop) == text) return;
  const hop = takePart(HOP_SIZE);
  store<u32>(hop, text);
  store<u32>(hop, load<u32>(leg, LEG_HOPS), HOP_NEXT);
  store<u32>(leg, <u32>hop, LEG_HOPS);
}

function copyLeg(leg: usize, isOfRecord: bool): usize {
  const copy = takePart(legSize);
  memory.copy(copy, leg, isOfRecord ? LEG_SIZE : legSize);
  if (isOfRecord) emptyStates(copy);
  store<u32>(copy, 0, LEG_HOPS);
  for (let hop = <usize>load<u32>(leg, LEG_HOPS); hop; hop = <usize>load<u32>(hop, HOP_NEXT))
    addHop(copy, load<u32>(hop));
  return copy;
}

export function freeLeg(leg: usize): void {
  for (let hop = <usize>load<u32>(leg, LEG_HOPS); hop;) {
    const after = <usize>load<u32>(hop, HOP_NEXT);
    freePart(hop, HOP_SIZE);
    hop = after;
  }
  freeStates(leg);
  freePart(leg, legSize);
}
