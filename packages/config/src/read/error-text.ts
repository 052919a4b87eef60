import { encodeSource } from "@httpd-lint/grammar";

const LETTERS: Readonly<Record<number, string>> = {
  8: "\\b",
  9: "\\t",
  10: "\\n",
  11: "\\v",
  13: "\\r",
  92: "\\\\",
};

/** A message as httpd prints it: `ap_escape_errorlog_item` makes control bytes and bytes from 0x80 on visible. */
export function escapeMessage(message: string): string {
  if (/^[\x20-\x5b\x5d-\x7e]*$/.test(message)) return message;
  let escaped = "";
  for (const byte of encodeSource(message)) {
    const letter = LETTERS[byte];
    if (letter !== undefined) escaped += letter;
    else if (byte < 0x20 || byte >= 0x7f) escaped += `\\x${byte.toString(16).padStart(2, "0")}`;
    else escaped += String.fromCharCode(byte);
  }
  return escaped;
}

const ERROR_TEXTS: Readonly<Record<string, string>> = {
  EACCES: "Permission denied",
  EBADF: "Bad file descriptor",
  EIO: "Input/output error",
  EISDIR: "Is a directory",
  ELOOP: "Too many levels of symbolic links",
  EMFILE: "Too many open files",
  ENAMETOOLONG: "File name too long",
  ENOENT: "No such file or directory",
  ENOTDIR: "Not a directory",
  ENXIO: "No such device or address",
  EPERM: "Operation not permitted",
};

/** What `strerror` says of a POSIX error name; an unknown name stands for itself. */
export function errorText(code: string): string {
  return ERROR_TEXTS[code] ?? code;
}
