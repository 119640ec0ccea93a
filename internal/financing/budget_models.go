package financing

// Models are what the models cost and recover in the year before, and in the
// planned year, by number.
func (b *Budget) Models() []ModelChange { return modelChanges(b.YearPast.sums, b.Base.sums) }
