package chargeback

// Failures of an import, besides those of its tables.
const (
	PersonNumber    Code = "person_number"     // value: the id, its last four hidden
	NothingToImport Code = "nothing_to_import" // value: the path
	CostsChange     Code = "costs_change"      // args: how many known cost rows would change
	BadSingleFile   Code = "bad_single_file"   // value: the path; a file that is named for no table
	BadMappingCell  Code = "bad_mapping_cell"  // a mapping names something that there is not; args: what
)
