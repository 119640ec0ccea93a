package sie

import (
	"hash/crc32"
	"strconv"
)

// #KSUMMA: a first one without a field, directly after #FLAGGA,
// and a last one with the sum. Between them every record counts, its label with
// # and the contents of its fields as bytes of code page 437; blanks between
// fields, enclosing quotes, braces, line ends and the backslash of \" do not.
// The sum is CRC-32 with the polynomial EDB88320h, as in zip files, written as
// an unsigned decimal.
//
// A file that some program turned into another encoding has the sum of its old
// bytes, and one that was never in code page 437 perhaps that of its own, so
// for those either is taken as a match.

// ChecksumState says what a file's check sum tells.
type ChecksumState uint8

const (
	ChecksumNone    ChecksumState = iota // the file has none
	ChecksumMatches                      // the content is as it was written
	ChecksumOff                          // the content is not, or its encoding was changed
	ChecksumCut                          // the last #KSUMMA is missing or unreadable
)

// Checksum is a file's check sum: what it says and what its content gives.
type Checksum struct {
	State              ChecksumState
	Declared, Computed uint32
}

// checksum adds records up.
type checksum struct {
	encoding Encoding
	running  bool
	ended    bool
	line     int    // of the first #KSUMMA
	sum      uint32 // as code page 437
	raw      uint32 // as the bytes are
	scratch  []byte
}

// add counts the label and the fields of a record.
func (c *checksum) add(fields []field) {
	if !c.running {
		return
	}
	for _, f := range fields {
		c.addBytes(f.text)
		for _, item := range f.items {
			c.addBytes(item)
		}
	}
}

func (c *checksum) addBytes(b []byte) {
	if c.encoding == CP437 {
		c.sum = crc32.Update(c.sum, crc32.IEEETable, b)
		return
	}
	c.raw = crc32.Update(c.raw, crc32.IEEETable, b)
	c.scratch = encodeCP437(c.scratch[:0], c.encoding.decode(b))
	c.sum = crc32.Update(c.sum, crc32.IEEETable, c.scratch)
}

// end compares with the sum in the file.
func (c *checksum) end(declared string) (Checksum, Code) {
	c.running, c.ended = false, true
	n, err := strconv.ParseUint(declared, 10, 32)
	result := Checksum{State: ChecksumCut, Computed: c.sum}
	if err != nil {
		return result, BadChecksum
	}
	result.Declared = uint32(n)
	switch {
	case result.Declared == c.sum || c.encoding != CP437 && result.Declared == c.raw:
		result.State = ChecksumMatches
		return result, ""
	case c.encoding == CP437:
		result.State = ChecksumOff
		return result, ChecksumDiffers
	}
	result.State = ChecksumOff
	return result, ChecksumUnsure
}
