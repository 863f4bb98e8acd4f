// The numbers that the kernel and its host share. The build writes them to src/opcodes.ts for the host.

// ---- comparisons: left OPERATOR right

export const EQUAL: u32 = 0;
export const NOT_EQUAL: u32 = 1;
export const LESS: u32 = 2;
export const LESS_OR_EQUAL: u32 = 3;
export const GREATER: u32 = 4;
export const GREATER_OR_EQUAL: u32 = 5;

// ---- arithmetic on two vectors

export const ADD: u32 = 0;
export const SUBTRACT: u32 = 1;
export const MULTIPLY: u32 = 2;
export const DIVIDE: u32 = 3;
export const REMAINDER: u32 = 4;
export const POWER: u32 = 5;
/** The bits that both have. */
export const BIT_AND: u32 = 6;
export const GREATEST: u32 = 7;
export const LEAST: u32 = 8;
export const ROUND_TO: u32 = 9;

// ---- functions of one vector

export const NEGATIVE: u32 = 0;
export const ABS: u32 = 1;
export const CEIL: u32 = 2;
export const FLOOR: u32 = 3;
export const SQRT: u32 = 4;
export const LOG: u32 = 5;
export const ROUND: u32 = 6;
export const TO_INT: u32 = 7;
export const TO_LONG: u32 = 8;

// ---- accumulators of counts and numbers

export const COUNT_ROWS: u32 = 0;
export const COUNT_VALUES: u32 = 1;
export const COUNT_NUMBERS: u32 = 2;
export const SUM: u32 = 3;
export const MIN: u32 = 4;
export const MAX: u32 = 5;
export const BIT_OR: u32 = 6;
export const MOMENTS: u32 = 7;
/** Adds counts up. */
export const ADD_COUNTS: u32 = 8;

// ---- accumulators that store one value

export const FIRST_VALUE: u32 = 0;
export const LAST_VALUE: u32 = 1;
export const EARLIEST: u32 = 2;
export const LATEST: u32 = 3;
export const MIN_TEXT: u32 = 4;
export const MAX_TEXT: u32 = 5;
export const MIN_ADDRESS: u32 = 6;
export const MAX_ADDRESS: u32 = 7;
/** Of states of other runs: those with one start are noticed. */
export const MERGED_EARLIEST: u32 = 8;
export const MERGED_LATEST: u32 = 9;

// ---- accumulators of distinct values

export const COUNT_PAIRS: u32 = 0;
export const LIST_PAIRS: u32 = 1;

// ---- who writes a result of a group

export const RESULT_COUNT: u32 = 0;
export const RESULT_INTEGER: u32 = 1;
/** The host: a mean, a sum with fractions, a percentile, arithmetic. */
export const RESULT_HOST: u32 = 2;
/** A stored value. */
export const RESULT_VALUE: u32 = 3;
/** A list of distinct values. */
export const RESULT_VALUES: u32 = 4;
export const RESULT_SUM: u32 = 5;
/** The host: a text of any length. */
export const RESULT_TEXT: u32 = 6;

// ---- in place of the number of a run that must be filled

export const NO_ROOM: i32 = -1;
export const ALL_DONE: i32 = -2;

// ---- how the scan of a text format or of delimited rows ended

/** All is read, or the table is full: `position` says which. */
export const SCAN_DONE: u32 = 0;
/** The line at `position` may be a header or have another format: the host decides. */
export const SCAN_ASKS: u32 = 1;
/** The header of the file comes again at `position`. */
export const SCAN_HEADER: u32 = 1;
/** The row at `position` goes on after the end: a quote is not closed there. */
export const SCAN_OPEN: u32 = 2;

// ---- what a column takes. A kind from 3 to 31 is the number of digits up to which a number needs no second look: a time
// of more is in milliseconds (10^11 s is the year 5138), an integer of more may not fit 64 bits.

export const KIND_TEXT: u32 = 0;
/** An instant as ISO 8601 writes it, with a date, a T and a time. */
export const KIND_STAMP: u32 = 1;
/** An IP address. A column of another kind takes an address as a text. */
export const KIND_ADDRESS: u32 = 2;
export const KIND_TIME: u32 = 11;
export const KIND_INTEGER: u32 = 18;
/** A field of an unknown type: a number or a text. */
export const KIND_ANY: u32 = 32;

// ---- how values lie in a Parquet page

/** u32 length, then the bytes. */
export const PAGE_BYTES: u32 = 0;
export const PAGE_INT32: u32 = 1;
export const PAGE_INT64: u32 = 2;

// ---- what comes of looking entries of a Parquet dictionary up

export const LOOKED_UP: u32 = 0;
export const TOO_SHORT: u32 = 1;
export const NOT_FOUND: u32 = 2;

// ---- what a Parquet column is to be

export const TO_TEXT: u32 = 0;
export const TO_NUMBER: u32 = 1;
/** A time in seconds; one of 12 digits or more is in milliseconds and is converted. */
export const TO_TIME: u32 = 2;
/** From here on a time is a count of units, of which a second has 10 to the power of what is added to this. */
export const TO_TIME_OF_UNITS: u32 = 16;

// ---- why a line could not be read; what a, b and c of its entry say

/** a: columns found. */
export const BAD_COLUMNS: u32 = 1;
/** a, b: bounds of the value; c: the column of the format. */
export const BAD_VALUE: u32 = 2;
/** a: offset in the line; b: what was expected there. */
export const BAD_JSON: u32 = 3;
export const BAD_NOT_OBJECT: u32 = 4;
export const BAD_DEPTH: u32 = 5;
/** a: 1 when a quote is not closed, 0 when text follows a closing quote. */
export const BAD_QUOTE: u32 = 6;

// ---- what was expected where a line stops being JSON

export const EXPECTED_VALUE: u32 = 1;
export const EXPECTED_KEY: u32 = 2;
export const EXPECTED_COLON: u32 = 3;
export const EXPECTED_COMMA_OR_BRACE: u32 = 4;
export const EXPECTED_COMMA_OR_BRACKET: u32 = 5;
export const EXPECTED_QUOTE: u32 = 6;
export const EXPECTED_ESCAPE: u32 = 7;
export const EXPECTED_END: u32 = 8;
export const EXPECTED_LESS_DEPTH: u32 = 9;

// ---- how a delimited line is written

/** RFC 4180: quotes where needed, quotes doubled. */
export const STYLE_CSV: u32 = 0;
/** Tab, newline, return and backslash as \t \n \r \\, a quote that leads as \". */
export const STYLE_TSV: u32 = 1;
/** AWS: `-` for null and for an empty text; blanks, controls, and a text that is only `-`, percent-encoded. */
export const STYLE_LOG: u32 = 2;

// ---- sizes, in bytes, of what the host lays out

/** A line that could not be read: { u32 start; u32 end; u32 reason; u32 a; u32 b; u32 c; f64 line number }. */
export const BAD_SIZE: usize = 32;
/** A part of a group's line: { u32 text; u32 length; u32 kind; u32 word; u32 pairs }. */
export const PART_SIZE: usize = 20;
/** Bytes that the host may write for one result. */
export const RESULT_LIMIT: usize = 64;
/** A field of a record to write: { u32 key; u32 length; u32 column }. */
export const MEMBER_SIZE: usize = 12;
/** The mark of a wanted name (scan/wantedFields.ts), and in it the first key of the data that was this name. */
export const MARK_SIZE: usize = 512;
export const SEEN_LENGTH: usize = 8;
export const SEEN_KEY: usize = 256;
/** Bytes of a key that marks and ties store. */
export const KEY_LIMIT: usize = 240;
/** A slot of the index of wanted names: 2^5. */
export const WANTED_SLOT_BITS: usize = 5;
/** The head of a layout, and each of its entries. */
export const LAYOUT_HEAD: usize = 16;
export const LAYOUT_ENTRY: usize = 24;
/** The bit of an entry of labels that is the number of a chain of entries, each of which counts for a time. */
export const DATED_ENTRY: u32 = 2147483648;
/** In place of the number of a key that the host has to look at. */
export const NEEDS_HOST: u32 = 4294967295;
/** A slot of a set of texts. */
export const TEXT_SLOT: usize = 16;
/** An address with what replaces it (columns/replacedAddresses.ts); where one is in a line; and what is noted of a field. */
export const REPLACED_ADDRESS: usize = 64;
export const FOUND_ADDRESS: usize = 12;
export const NOTED_FIELD: usize = 32;
/** Bytes reserved for the text of a network. */
export const NETWORK_SIZE: usize = 48;
/** A field that is compared with those of earlier records. */
export const COMPARED_SIZE: usize = 32;
/** Bytes that a number of a Parquet page takes as text at most, with the zero after it. */
export const PAGE_NUMBER_SIZE: usize = 24;

// ---- what flow-pair keeps in the kernel (assembly/pair): the key of conversations

export const KEY_FIRST: usize = 0;
export const KEY_SECOND: usize = 16;
export const KEY_FIRST_PORT: usize = 32;
export const KEY_SECOND_PORT: usize = 34;
export const KEY_PROTOCOL: usize = 36;
/** The address families, 4 or 6, of the first and of the second address. */
export const KEY_FIRST_FAMILY: usize = 37;
export const KEY_SECOND_FAMILY: usize = 38;
export const KEY_HASH: usize = 40;
export const KEY_SIZE: usize = 56;

// ---- a conversation

export const CONVERSATION_START: usize = 0;
export const CONVERSATION_END: usize = 8;
export const CONVERSATION_KEY: usize = 24;
export const CONVERSATION_LEGS: usize = 28;
/** The next one of those that are over. */
export const CONVERSATION_NEXT: usize = 36;
export const CONVERSATION_SIZE: usize = 40;

// ---- what one interface logged of one direction of a conversation, a leg

export const LEG_START: usize = 0;
export const LEG_END: usize = 8;
export const LEG_PACKETS: usize = 16;
export const LEG_BYTES: usize = 24;
export const LEG_FLOWS: usize = 32;
export const LEG_NEXT: usize = 36;
/** The text of the interface, { u32 length; bytes }, 0 for none. */
export const LEG_SEEN_BY: usize = 40;
/** A list of { u32 text, a family and an address of 16 bytes; u32 next }: the interfaces between. */
export const LEG_HOPS: usize = 44;
/** All TCP flags; -1 where no record has them. */
export const LEG_FLAGS: usize = 48;
export const LEG_SOURCE_PORT: usize = 52;
export const LEG_TARGET_PORT: usize = 54;
export const LEG_WAY: usize = 56;
export const LEG_EVIDENCE: usize = 57;
export const LEG_ACTIONS: usize = 58;
export const LEG_GIVEN_PORTS: usize = 59;
export const LEG_PACKETS_KIND: usize = 60;
export const LEG_BYTES_KIND: usize = 61;
export const LEG_SIZE: usize = 64;

/** Bits of a way: from the first end to the second one; logged as ingress, or as egress. */
export const WAY_FORWARD: u32 = 1;
export const WAY_INGRESS: u32 = 2;
export const WAY_EGRESS: u32 = 4;

/** No record had an amount; an i64; an f64; the text of an integer beyond 63 bits. */
export const AMOUNT_NONE: u32 = 0;
export const AMOUNT_INTEGER: u32 = 1;
export const AMOUNT_FRACTION: u32 = 2;
export const AMOUNT_TEXT: u32 = 3;

/** Bits of evidence for who the client is. */
export const SYN_WITHOUT_ACK: u32 = 1;
export const SYN_AND_ACK: u32 = 2;
export const ICMP_REQUEST: u32 = 4;
/** Bits of actions. */
export const ACCEPTED: u32 = 1;
export const REJECTED: u32 = 2;

// ---- further aggregates of a conversation: what feeds an accumulator, to which the opcode of its kind is added

export const FED_NUMBERS: u32 = 0;
export const FED_ONE_VALUE: u32 = 16;
export const FED_NUMBER_LIST: u32 = 32;
export const FED_DISTINCT: u32 = 33;
/** What the host says of each: { u32 what feeds it; i32 column; u32 truths of its condition or 0; u32 word of a group; u32 counts misfits }. */
export const STATE_PLAN_SIZE: usize = 20;

// ---- how many columns flow-pair looks at (assembly/pair/columns.ts)

export const PAIR_COLUMNS: u32 = 18;

// ---- why taking records stopped before the last one

/** Time to look for what is over, before the record at which it stopped. */
export const STOPPED_TO_LOOK: u32 = 1;
/** More than there is room for, after a record. */
export const STOPPED_FULL: u32 = 2;
