// Generated from ../assembly/opcodes.ts by build.mjs.

// ---- comparisons: left OPERATOR right

export const EQUAL = 0;
export const NOT_EQUAL = 1;
export const LESS = 2;
export const LESS_OR_EQUAL = 3;
export const GREATER = 4;
export const GREATER_OR_EQUAL = 5;

// ---- arithmetic on two vectors

export const ADD = 0;
export const SUBTRACT = 1;
export const MULTIPLY = 2;
export const DIVIDE = 3;
export const REMAINDER = 4;
export const POWER = 5;
/** The bits that both have. */
export const BIT_AND = 6;
export const GREATEST = 7;
export const LEAST = 8;
export const ROUND_TO = 9;

// ---- functions of one vector

export const NEGATIVE = 0;
export const ABS = 1;
export const CEIL = 2;
export const FLOOR = 3;
export const SQRT = 4;
export const LOG = 5;
export const ROUND = 6;
export const TO_INT = 7;
export const TO_LONG = 8;

// ---- accumulators of counts and numbers

export const COUNT_ROWS = 0;
export const COUNT_VALUES = 1;
export const COUNT_NUMBERS = 2;
export const SUM = 3;
export const MIN = 4;
export const MAX = 5;
export const BIT_OR = 6;
export const MOMENTS = 7;
/** Adds counts up. */
export const ADD_COUNTS = 8;

// ---- accumulators that store one value

export const FIRST_VALUE = 0;
export const LAST_VALUE = 1;
export const EARLIEST = 2;
export const LATEST = 3;
export const MIN_TEXT = 4;
export const MAX_TEXT = 5;
export const MIN_ADDRESS = 6;
export const MAX_ADDRESS = 7;
/** Of states of other runs: those with one start are noticed. */
export const MERGED_EARLIEST = 8;
export const MERGED_LATEST = 9;

// ---- accumulators of distinct values

export const COUNT_PAIRS = 0;
export const LIST_PAIRS = 1;

// ---- who writes a result of a group

export const RESULT_COUNT = 0;
export const RESULT_INTEGER = 1;
/** The host: a mean, a sum with fractions, a percentile, arithmetic. */
export const RESULT_HOST = 2;
/** A stored value. */
export const RESULT_VALUE = 3;
/** A list of distinct values. */
export const RESULT_VALUES = 4;
export const RESULT_SUM = 5;
/** The host: a text of any length. */
export const RESULT_TEXT = 6;

// ---- in place of the number of a run that must be filled

export const NO_ROOM = -1;
export const ALL_DONE = -2;

// ---- how the scan of a text format or of delimited rows ended

/** All is read, or the table is full: `position` says which. */
export const SCAN_DONE = 0;
/** The line at `position` may be a header or have another format: the host decides. */
export const SCAN_ASKS = 1;
/** The header of the file comes again at `position`. */
export const SCAN_HEADER = 1;
/** The row at `position` goes on after the end: a quote is not closed there. */
export const SCAN_OPEN = 2;

// ---- what a column takes. A kind from 3 to 31 is the number of digits up to which a number needs no second look: a time
// of more is in milliseconds (10^11 s is the year 5138), an integer of more may not fit 64 bits.

export const KIND_TEXT = 0;
/** An instant as ISO 8601 writes it, with a date, a T and a time. */
export const KIND_STAMP = 1;
/** An IP address. A column of another kind takes an address as a text. */
export const KIND_ADDRESS = 2;
export const KIND_TIME = 11;
export const KIND_INTEGER = 18;
/** A field of an unknown type: a number or a text. */
export const KIND_ANY = 32;

// ---- how values lie in a Parquet page

/** u32 length, then the bytes. */
export const PAGE_BYTES = 0;
export const PAGE_INT32 = 1;
export const PAGE_INT64 = 2;

// ---- what comes of looking entries of a Parquet dictionary up

export const LOOKED_UP = 0;
export const TOO_SHORT = 1;
export const NOT_FOUND = 2;

// ---- what a Parquet column is to be

export const TO_TEXT = 0;
export const TO_NUMBER = 1;
/** A time in seconds; one of 12 digits or more is in milliseconds and is converted. */
export const TO_TIME = 2;
/** From here on a time is a count of units, of which a second has 10 to the power of what is added to this. */
export const TO_TIME_OF_UNITS = 16;

// ---- why a line could not be read; what a, b and c of its entry say

/** a: columns found. */
export const BAD_COLUMNS = 1;
/** a, b: bounds of the value; c: the column of the format. */
export const BAD_VALUE = 2;
/** a: offset in the line; b: what was expected there. */
export const BAD_JSON = 3;
export const BAD_NOT_OBJECT = 4;
export const BAD_DEPTH = 5;
/** a: 1 when a quote is not closed, 0 when text follows a closing quote. */
export const BAD_QUOTE = 6;

// ---- what was expected where a line stops being JSON

export const EXPECTED_VALUE = 1;
export const EXPECTED_KEY = 2;
export const EXPECTED_COLON = 3;
export const EXPECTED_COMMA_OR_BRACE = 4;
export const EXPECTED_COMMA_OR_BRACKET = 5;
export const EXPECTED_QUOTE = 6;
export const EXPECTED_ESCAPE = 7;
export const EXPECTED_END = 8;
export const EXPECTED_LESS_DEPTH = 9;

// ---- how a delimited line is written

/** RFC 4180: quotes where needed, quotes doubled. */
export const STYLE_CSV = 0;
/** Tab, newline, return and backslash as \t \n \r \\, a quote that leads as \". */
export const STYLE_TSV = 1;
/** AWS: `-` for null and for an empty text; blanks, controls, and a text that is only `-`, percent-encoded. */
export const STYLE_LOG = 2;

// ---- sizes, in bytes, of what the host lays out

/** A line that could not be read: { u32 start; u32 end; u32 reason; u32 a; u32 b; u32 c; f64 line number }. */
export const BAD_SIZE = 32;
/** A part of a group's line: { u32 text; u32 length; u32 kind; u32 word; u32 pairs }. */
export const PART_SIZE = 20;
/** Bytes that the host may write for one result. */
export const RESULT_LIMIT = 64;
/** A field of a record to write: { u32 key; u32 length; u32 column }. */
export const MEMBER_SIZE = 12;
/** The mark of a wanted name (scan/wantedFields.ts), and in it the first key of the data that was this name. */
export const MARK_SIZE = 512;
export const SEEN_LENGTH = 8;
export const SEEN_KEY = 256;
/** Bytes of a key that marks and ties store. */
export const KEY_LIMIT = 240;
/** A slot of the index of wanted names: 2^5. */
export const WANTED_SLOT_BITS = 5;
/** The head of a layout, and each of its entries. */
export const LAYOUT_HEAD = 16;
export const LAYOUT_ENTRY = 24;
/** The bit of an entry of labels that is the number of a chain of entries, each of which counts for a time. */
export const DATED_ENTRY = 2147483648;
/** In place of the number of a key that the host has to look at. */
export const NEEDS_HOST = 4294967295;
/** A slot of a set of texts. */
export const TEXT_SLOT = 16;
/** An address with what replaces it (columns/replacedAddresses.ts); where one is in a line; and what is noted of a field. */
export const REPLACED_ADDRESS = 64;
export const FOUND_ADDRESS = 12;
export const NOTED_FIELD = 32;
/** Bytes reserved for the text of a network. */
export const NETWORK_SIZE = 48;
/** A field that is compared with those of earlier records. */
export const COMPARED_SIZE = 32;
/** Bytes that a number of a Parquet page takes as text at most, with the zero after it. */
export const PAGE_NUMBER_SIZE = 24;

// ---- what flow-pair keeps in the kernel (assembly/pair): the key of conversations

export const KEY_FIRST = 0;
export const KEY_SECOND = 16;
export const KEY_FIRST_PORT = 32;
export const KEY_SECOND_PORT = 34;
export const KEY_PROTOCOL = 36;
/** The address families, 4 or 6, of the first and of the second address. */
export const KEY_FIRST_FAMILY = 37;
export const KEY_SECOND_FAMILY = 38;
export const KEY_HASH = 40;
export const KEY_SIZE = 56;

// ---- a conversation

export const CONVERSATION_START = 0;
export const CONVERSATION_END = 8;
export const CONVERSATION_KEY = 24;
export const CONVERSATION_LEGS = 28;
/** The next one of those that are over. */
export const CONVERSATION_NEXT = 36;
export const CONVERSATION_SIZE = 40;

// ---- what one interface logged of one direction of a conversation, a leg

export const LEG_START = 0;
export const LEG_END = 8;
export const LEG_PACKETS = 16;
export const LEG_BYTES = 24;
export const LEG_FLOWS = 32;
export const LEG_NEXT = 36;
/** The text of the interface, { u32 length; bytes }, 0 for none. */
export const LEG_SEEN_BY = 40;
/** A list of { u32 text, a family and an address of 16 bytes; u32 next }: the interfaces between. */
export const LEG_HOPS = 44;
/** All TCP flags; -1 where no record has them. */
export const LEG_FLAGS = 48;
export const LEG_SOURCE_PORT = 52;
export const LEG_TARGET_PORT = 54;
export const LEG_WAY = 56;
export const LEG_EVIDENCE = 57;
export const LEG_ACTIONS = 58;
export const LEG_GIVEN_PORTS = 59;
export const LEG_PACKETS_KIND = 60;
export const LEG_BYTES_KIND = 61;
export const LEG_SIZE = 64;

/** Bits of a way: from the first end to the second one; logged as ingress, or as egress. */
export const WAY_FORWARD = 1;
export const WAY_INGRESS = 2;
export const WAY_EGRESS = 4;

/** No record had an amount; an i64; an f64; the text of an integer beyond 63 bits. */
export const AMOUNT_NONE = 0;
export const AMOUNT_INTEGER = 1;
export const AMOUNT_FRACTION = 2;
export const AMOUNT_TEXT = 3;

/** Bits of evidence for who the client is. */
export const SYN_WITHOUT_ACK = 1;
export const SYN_AND_ACK = 2;
export const ICMP_REQUEST = 4;
/** Bits of actions. */
export const ACCEPTED = 1;
export const REJECTED = 2;

// ---- further aggregates of a conversation: what feeds an accumulator, to which the opcode of its kind is added

export const FED_NUMBERS = 0;
export const FED_ONE_VALUE = 16;
export const FED_NUMBER_LIST = 32;
export const FED_DISTINCT = 33;
/** What the host says of each: { u32 what feeds it; i32 column; u32 truths of its condition or 0; u32 word of a group; u32 counts misfits }. */
export const STATE_PLAN_SIZE = 20;

// ---- how many columns flow-pair looks at (assembly/pair/columns.ts)

export const PAIR_COLUMNS = 18;

// ---- why taking records stopped before the last one

/** Time to look for what is over, before the record at which it stopped. */
export const STOPPED_TO_LOOK = 1;
/** More than there is room for, after a record. */
export const STOPPED_FULL = 2;
