package chargeback

// TableChange is how the rows of one table change: facts are only added, and
// ended where they are no longer what is known. Nothing is overwritten.
type TableChange struct {
	Table string
	Ended []int64  // Record.Row of the rows that no longer count
	Added []Record // whole rows
}
