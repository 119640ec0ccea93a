package main

import "chargeback/internal/chargeback"

// exitOf is the exit code of an error that people can do something about (SPEC
// §8): bad data unless it is about the state of things.
func exitOf(code chargeback.Code) int {
	switch code {
	case chargeback.CostsChange:
		return exitUsage // --yes is missing
	case chargeback.BackTestRange:
		return exitUsage
	case chargeback.NoBackTest, chargeback.NoQueue:
		return exitFailure
	case chargeback.MonthOpen, chargeback.MonthClosed, chargeback.MonthNotClosed, chargeback.MonthNotApproved,
		chargeback.AlreadyApproved, chargeback.MonthStale, chargeback.MonthChanged, chargeback.EarlierMonthOpen,
		chargeback.MonthBeforeFirst, chargeback.FutureMonth, chargeback.SamePerson, chargeback.SameCloser,
		chargeback.UnallocatedBlocks, chargeback.NothingToCorrect, chargeback.RowsRetired, chargeback.NoHistory,
		chargeback.NoSuchDepartment, chargeback.BadReason:
		return exitFailure
	case chargeback.NoPersonName, chargeback.BadPersonName, chargeback.UnknownPerson, chargeback.InactivePerson,
		chargeback.NotAllowed, chargeback.NotYourTable, chargeback.RolesConflict, chargeback.LastAdmin, chargeback.NoRoles,
		chargeback.SelfDeputy:
		return exitFailure
	case chargeback.UnknownToken, chargeback.TokenExceeds, chargeback.PersonRequired, chargeback.BadIdentity, chargeback.IdentityTaken,
		chargeback.BadEmail, chargeback.BadLanguage:
		return exitFailure
	case chargeback.BadConfiguration:
		return exitUsage
	case chargeback.ChainChanged, chargeback.ChainMissing, chargeback.ChainBroken, chargeback.ChainTruncated,
		chargeback.ChainReplaced, chargeback.NotProved, chargeback.UnknownCell, chargeback.Unbalanced:
		return exitFailure
	case chargeback.DatabaseUnreachable, chargeback.BadDatabaseAddress, chargeback.NotTheOwner, chargeback.DatabaseBusy, chargeback.DatabaseReadOnly, chargeback.DatabaseRefused,
		chargeback.DamagedDatabase, chargeback.NotADatabase, chargeback.DiskFull, chargeback.SchemaOlder, chargeback.SchemaNewer,
		chargeback.NoSuchRole, chargeback.ServerRunning, chargeback.BackupDamaged, chargeback.BackupExists, chargeback.TargetNotEmpty:
		return exitFailure
	}
	return exitBadData
}
