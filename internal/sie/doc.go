// Package sie reads and writes SIE 4, the text format in which Swedish
// bookkeeping programs hand over vouchers and balances. The rules are those of
// "SIE filformat utgåva 4B" (2008-09-30); chapters and sections named in this
// package are of that edition.
//
// It owns the bytes: the encodings files really come in, records and their
// fields, the check sum, and the characters a file can carry. Bytes go in;
// a [File] and all that is wrong with it, each at its line, come out, and back.
// No input makes it panic. It does not own what an account or a dimension means
// to a municipality (a mapping says that), the texts of problems (package words
// does that), nor SIE 5, which is another, XML, format.
//
// Decisions, November 2026:
//
//   - Own code: no kept Go library reads object lists, #RTRANS and #BTRANS,
//     #PSALDO and #KSUMMA, and the one there is panics on common files.
//   - The encoding is found from the bytes, never from #FORMAT: many programs
//     write UTF-8 or Windows-1252 below "#FORMAT PC8".
//   - Only #TRANS rows are counted. #RTRANS is always followed by a #TRANS of
//     the same row and #BTRANS is struck, so both are kept as an audit trail
//     and never added up; twins are not paired, since real ones differ in date.
//   - Amounts are read by the letter of section 5.9: a comma, a plus sign or a
//     third decimal is an error and the value is not guessed. What is wrong
//     with a field that no money depends on is a warning.
//   - A quote that neither a space nor the end of the line follows is a letter
//     of the text, with a warning: programs that took code page 437 for
//     Windows-1252 turned ö into a quote.
//   - A check sum that differs is an error in code page 437 and a warning in
//     other encodings, where programs reckon it in different ways.
//   - A text is changed to fit the file, a code (account, object, series,
//     voucher number) never: a file with a code that code page 437 cannot
//     carry is refused, since "?" could be somebody else's code.
package sie
