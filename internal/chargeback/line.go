package chargeback

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"

	"chargeback/allocation"
)

// LineKey is what a bill line is for. A month has one line per key (SPEC §8).
type LineKey struct {
	Department, CostCenter string
	Model                  allocation.Model
	Category               string // empty by price
	Object                 string // system, class, application or project; empty for user accounts
}

// Line is a bill line as it is kept and handed out.
type Line struct {
	LineKey
	QuantityMicro int64 // millionths of a unit
	Amount        allocation.Ore
}

// ID names the line in its month, in all runs: a hash of the month and the key,
// in hexadecimal.
func (k LineKey) ID(month allocation.Period) string {
	return shortHash("line", month.String(), k.Department, k.CostCenter, k.Category, k.Model.String(), k.Object)
}

// shortHash hashes parts, each with its length, to 128 bits in hexadecimal.
func shortHash(parts ...string) string {
	h := sha256.New()
	for _, part := range parts {
		var size [8]byte
		binary.BigEndian.PutUint64(size[:], uint64(len(part)))
		h.Write(size[:])
		h.Write([]byte(part))
	}
	return hex.EncodeToString(h.Sum(nil)[:16])
}

// CorrectionLine is a line that corrects a closed month in a later one: what
// was billed, reversed, or what it should have been.
type CorrectionLine struct {
	Line            // of a reversal, amount and quantity are negated
	ID       string // of this line
	Replaces string // the ID of the line that it takes the place of; empty where nothing was billed
	Month    allocation.Period
	Reversal bool
}

// Statement is the whole bill of one department for one month as it is handed
// out: on paper, as a file, on a voucher or an invoice.
type Statement struct {
	Organisation, OrgNumber string
	Month                   allocation.Period
	Department, Name        string // code and name
	Kind                    Kind
	Final                   bool   // the month is closed
	Run                     string // id of the run
	Lines                   []StatementLine
	Corrections             []StatementCorrection // by month corrected, then as lines; a reversal before its new line
	Total                   allocation.Ore        // of lines and corrections
	SelfPaid                allocation.Ore        // what the department paid for IT itself; no part of Total
	Before                  *allocation.Ore       // the total of the month before, nil where there is none
	Chain                   ChainHead
}

// StatementLine is a bill line with the names that people know.
type StatementLine struct {
	Line
	CostCenterName, CategoryName, ObjectName string // empty where there is none
}

// StatementCorrection is a correction with the names that people know.
type StatementCorrection struct {
	CorrectionLine
	CostCenterName, CategoryName, ObjectName string
}

// ChainHead is the last event of the audit chain: printed with a bill, it
// shows later whether the chain was cut.
type ChainHead struct {
	Length int64
	Hash   string // hexadecimal
}
