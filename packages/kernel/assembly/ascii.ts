// Bytes by their names, and words of four bytes as a little-endian load reads them.

export const BACKSPACE: u8 = 8;
export const TAB: u8 = 9;
export const NEWLINE: u8 = 10;
export const FORM_FEED: u8 = 12;
export const RETURN: u8 = 13;
export const SPACE: u8 = 32;
export const QUOTE: u8 = 34;
export const HASH: u8 = 35;
export const PERCENT: u8 = 37;
export const PLUS: u8 = 43;
export const COMMA: u8 = 44;
export const DASH: u8 = 45;
export const DOT: u8 = 46;
export const SLASH: u8 = 47;
export const ZERO: u8 = 48;
export const NINE: u8 = 57;
export const COLON: u8 = 58;
export const SEMICOLON: u8 = 59;
export const CAPITAL_A: u8 = 65;
export const CAPITAL_C: u8 = 67;
export const CAPITAL_T: u8 = 84;
export const CAPITAL_Z: u8 = 90;
export const OPEN_BRACKET: u8 = 91;
export const BACKSLASH: u8 = 92;
export const CLOSE_BRACKET: u8 = 93;
export const UNDERSCORE: u8 = 95;
export const SMALL_A: u8 = 97;
export const SMALL_B: u8 = 98;
export const SMALL_E: u8 = 101;
export const SMALL_F: u8 = 102;
export const SMALL_M: u8 = 109;
export const SMALL_N: u8 = 110;
export const SMALL_R: u8 = 114;
export const SMALL_T: u8 = 116;
export const SMALL_U: u8 = 117;
export const OPEN_BRACE: u8 = 123;
export const CLOSE_BRACE: u8 = 125;
export const DELETE: u8 = 127;

/** The bit by which a small letter differs from its capital. */
export const LOWER_CASE: u8 = 32;

export const NULL_WORD: u32 = 0x6c6c756e;
export const TRUE_WORD: u32 = 0x65757274;
/** The first four bytes of "false". */
export const FALS_WORD: u32 = 0x736c6166;
/** What Python writes for null. */
export const NONE_WORD: u32 = 0x656e6f4e;
export const TWO_QUOTES: u16 = 0x2222;
export const TWO_COLONS: u16 = 0x3a3a;
/** The end of a record: a closing brace and a newline. */
export const BRACE_NEWLINE: u16 = 0x0a7d;
