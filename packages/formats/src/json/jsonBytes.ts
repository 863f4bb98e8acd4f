// The bytes of JSON's syntax.

export const [NEWLINE, QUOTE, COMMA, COLON, OPEN_LIST, BACKSLASH, CLOSE_LIST, OPEN, CLOSE] = [
  10, 34, 44, 58, 91, 92, 93, 123, 125,
] as const;
