package server

import (
	"errors"
	"net/http"

	"github.com/gin-gonic/gin"

	"chargeback/internal/auth"
	"chargeback/internal/chargeback"
)

// statuses are the HTTP statuses of failures that are not about the data sent,
// by code. Those of package auth are its own.
var statuses = map[chargeback.Code]int{
	chargeback.NoSuchDepartment: http.StatusNotFound,
	chargeback.UnknownPerson:    http.StatusForbidden,
	chargeback.InactivePerson:   http.StatusForbidden,
	chargeback.NotAllowed:       http.StatusForbidden,
	chargeback.NotYourTable:     http.StatusForbidden,

	chargeback.MonthOpen:         http.StatusConflict,
	chargeback.MonthClosed:       http.StatusConflict,
	chargeback.MonthNotClosed:    http.StatusConflict,
	chargeback.MonthNotApproved:  http.StatusConflict,
	chargeback.MonthStale:        http.StatusConflict,
	chargeback.MonthChanged:      http.StatusConflict,
	chargeback.MonthBeforeFirst:  http.StatusConflict,
	chargeback.EarlierMonthOpen:  http.StatusConflict,
	chargeback.AlreadyApproved:   http.StatusConflict,
	chargeback.FutureMonth:       http.StatusConflict,
	chargeback.SamePerson:        http.StatusConflict,
	chargeback.SameCloser:        http.StatusConflict,
	chargeback.UnallocatedBlocks: http.StatusConflict,
	chargeback.NothingToCorrect:  http.StatusConflict,
	chargeback.RowsRetired:       http.StatusConflict,
	chargeback.CostsChange:       http.StatusConflict,
	chargeback.RowsChanged:       http.StatusConflict,
	chargeback.KeyKnown:          http.StatusConflict,
	chargeback.LastAdmin:         http.StatusConflict,
	chargeback.RolesConflict:     http.StatusConflict,
	chargeback.NoFacts:           http.StatusConflict,
	chargeback.NoHistory:         http.StatusNotFound,

	chargeback.NoSuchNeed:    http.StatusNotFound,
	chargeback.NoSuchService: http.StatusNotFound,
	chargeback.NeedLate:      http.StatusConflict,
	chargeback.NoPlan:        http.StatusConflict,

	chargeback.NoSuchObjection:  http.StatusNotFound,
	chargeback.ObjectionTwice:   http.StatusConflict,
	chargeback.ObjectionDone:    http.StatusConflict,
	chargeback.ObjectionChanged: http.StatusConflict,
	chargeback.OwnObjection:     http.StatusConflict,

	chargeback.NoSuchScenario:   http.StatusNotFound,
	chargeback.NoSuchPriceList:  http.StatusNotFound,
	chargeback.ScenarioChanged:  http.StatusConflict,
	chargeback.BudgetExists:     http.StatusConflict,
	chargeback.BudgetUsed:       http.StatusConflict,
	chargeback.NoBudget:         http.StatusConflict,
	chargeback.PriceListDecided: http.StatusConflict,
	chargeback.PriceListClosed:  http.StatusConflict,
	chargeback.OwnPriceList:     http.StatusConflict,

	chargeback.KeyMissing:  http.StatusBadRequest,
	chargeback.KeyReused:   http.StatusUnprocessableEntity,
	chargeback.KeyInFlight: http.StatusConflict,

	chargeback.BadParameter:     http.StatusBadRequest,
	chargeback.UnknownParameter: http.StatusBadRequest,
	chargeback.DoubleParameter:  http.StatusBadRequest,
	chargeback.BadQuery:         http.StatusBadRequest,
	chargeback.BadCursor:        http.StatusBadRequest,
	chargeback.BadBody:          http.StatusBadRequest,
	chargeback.BodyMissing:      http.StatusBadRequest,
	chargeback.DoubleField:      http.StatusBadRequest,
	chargeback.TooDeep:          http.StatusBadRequest,
	chargeback.BadKey:           http.StatusBadRequest,
	chargeback.WrongType:        http.StatusUnsupportedMediaType,
	chargeback.RequestTooLarge:  http.StatusRequestEntityTooLarge,
	chargeback.WrongMethod:      http.StatusMethodNotAllowed,
	chargeback.NotConditional:   http.StatusPreconditionRequired,
	chargeback.OldVersion:       http.StatusPreconditionFailed,
	chargeback.TooManyExports:   http.StatusTooManyRequests,
	chargeback.NoSuchAttempt:    http.StatusNotFound,

	chargeback.DatabaseUnreachable: http.StatusServiceUnavailable,
	chargeback.DatabaseBusy:        http.StatusServiceUnavailable,
	chargeback.DatabaseReadOnly:    http.StatusServiceUnavailable,
	chargeback.DatabaseRefused:     http.StatusConflict,
	chargeback.DamagedDatabase:     http.StatusInternalServerError,
	chargeback.DiskFull:            http.StatusInsufficientStorage,
}

// Status is the HTTP status of a failure; 200 of none. What no code tells is
// 500; a code that is in no table is about the data that was sent: 422.
func Status(err error) int {
	if err == nil {
		return http.StatusOK
	}
	if many := (*http.MaxBytesError)(nil); errors.As(err, &many) {
		return http.StatusRequestEntityTooLarge
	}
	if list := (*chargeback.Errors)(nil); errors.As(err, &list) {
		return http.StatusUnprocessableEntity
	}
	e := (*chargeback.Error)(nil)
	if !errors.As(err, &e) {
		return http.StatusInternalServerError
	}
	if status, ok := statuses[e.Code]; ok {
		return status
	}
	if status := auth.StatusOf(e.Code); status != 0 {
		return status
	}
	return http.StatusUnprocessableEntity
}

// RequestID is what a failure is asked about by.
func RequestID(c *gin.Context) string { return c.GetString(requestIDKey) }
