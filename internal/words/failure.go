package words

import (
	"errors"
	"io/fs"
	"maps"
	"strconv"
	"strings"
	"syscall"
	"unicode"

	"chargeback/allocation"
	"chargeback/internal/chargeback"
)

// failures are the sentences, by code and language. {0}, {1} … stand for the
// arguments, {value} for the value, {list} for a choice of the arguments and
// {all} for all of them, {err} for the cause; {0kr} is an argument as an amount,
// {0field} one as the name of a field of SIE.
var failures = joined(
	apiFailures,
	authFailures,
	changeFailures,
	connectorFailures,
	dataFailures,
	financingFailures, planFailures,
	investFailures,
	invoiceFailures,
	jobFailures,
	ledgerFailures,
	monthFailures,
	objectionFailures,
	registerFailures,
	sieFailures,
	storeFailures,
	voucherFailures,
	importFailures,
)

// joined puts sentences of several subjects together.
func joined(subjects ...map[chargeback.Code][2]string) map[chargeback.Code][2]string {
	all := make(map[chargeback.Code][2]string)
	for _, subject := range subjects {
		maps.Copy(all, subject)
	}
	return all
}

// Failure tells an error in one sentence: where, what, and what to do.
func (l Language) Failure(err error) string {
	var e *chargeback.Error
	if !errors.As(err, &e) {
		return err.Error()
	}
	sentence, ok := failures[e.Code]
	if !ok {
		return err.Error()
	}
	return l.place(e) + l.fill(sentence[l], e)
}

// Visible makes control characters visible, so that what stands in a file can
// neither hide nor steer a terminal.
func Visible(text string) string {
	return strings.Map(func(c rune) rune {
		switch {
		case c < ' ':
			return '␀' + c
		case c == 0x7F:
			return '␡'
		case unicode.IsControl(c):
			return unicode.ReplacementChar
		}
		return c
	}, text)
}

// place is the file, line and column of an error.
func (l Language) place(e *chargeback.Error) string {
	var parts []string
	if e.File != "" {
		parts = append(parts, Visible(e.File))
	}
	if e.Line > 0 {
		parts = append(parts, l.Pick("rad ", "line ")+strconv.Itoa(e.Line))
	}
	if e.Column != "" {
		parts = append(parts, l.Pick("kolumn ", "column ")+Visible(e.Column))
	}
	if len(parts) == 0 {
		return ""
	}
	return strings.Join(parts, ", ") + ": "
}

// fill puts an error's arguments into a sentence.
func (l Language) fill(sentence string, e *chargeback.Error) string {
	value, choice := Visible(e.Value), e.Args
	if e.Code == chargeback.Forbidden {
		choice = l.roles(e.Args)
	}
	pairs := []string{
		"{value}", value, "{list}", list(choice, l.Pick(" eller ", " or ")), "{all}", list(e.Args, l.Pick(" och ", " and ")),
	}
	if e.Err != nil {
		pairs = append(pairs, "{err}", l.Cause(e.Err))
	}
	if e.Code == chargeback.InvoiceRule && len(e.Args) > 0 {
		pairs = append(pairs, "{rule}", l.InvoiceRule(e.Args[0]))
	}
	for i, arg := range e.Args {
		switch {
		case e.Code == chargeback.UnknownTable && arg != "":
			arg = l.Pick(" (menas ", " (did you mean ") + arg + l.Pick("?)", "?)")
		case e.Code == chargeback.OverlappingRows && i > 0 && arg == "":
			arg = "…"
		}
		at := "{" + strconv.Itoa(i)
		pairs = append(pairs, at+"}", Visible(arg), at+"kr}", Visible(kronor(arg)), at+"field}", Visible(l.sieField(arg)))
	}
	key, in := "", ""
	if e.Value != "" {
		key = l.Pick(" ”", " “") + value + "”"
	}
	if len(e.Args) > 1 && e.Args[1] != "" {
		in = l.Pick(" för ”", " for “") + Visible(e.Args[1]) + "”"
	}
	pairs = append(pairs, "{key}", key, "{in}", in)
	return strings.NewReplacer(pairs...).Replace(sentence)
}

// roles are the names of roles by their codes.
func (l Language) roles(codes []string) []string {
	var names []string
	for _, code := range codes {
		if role, ok := chargeback.ParseRole(code); ok {
			names = append(names, l.Role(role))
		}
	}
	return names
}

// list writes a, b eller c.
func list(items []string, between string) string {
	if len(items) < 2 {
		return strings.Join(items, "")
	}
	last := len(items) - 1
	return strings.Join(items[:last], ", ") + between + items[last]
}

// Cause tells the most common refusals of the operating system and of databases
// in the language.
func (l Language) Cause(err error) string {
	if errors.Is(err, allocation.ErrOverflow) {
		return ""
	}
	for _, c := range []struct {
		err     error
		swedish string
	}{
		{fs.ErrNotExist, "den finns inte"},
		{fs.ErrPermission, "du har inte rätt till det"},
		{syscall.ENOTDIR, "en del av sökvägen är ingen mapp"},
		{syscall.EISDIR, "det är en mapp"},
		{syscall.ENOSPC, "disken är full"},
		{syscall.EROFS, "disken är skrivskyddad"},
		{syscall.EADDRINUSE, "något annat svarar redan där"},
		{syscall.EADDRNOTAVAIL, "maskinen har inte den adressen"},
		{chargeback.ErrNoAnswer, "inget svarar på den adressen"},
		{chargeback.ErrNoAnswerYet, "den svarade inte i tid"},
		{chargeback.ErrConnection, "förbindelsen bröts"},
		{chargeback.ErrNoSuchDB, "det finns ingen databas med det namnet"},
		{chargeback.ErrLogin, "den släpper inte in den rollen med det lösenordet"},
		{chargeback.ErrNotReady, "den håller på att starta eller stanna"},
		{chargeback.ErrNoConnection, "den har inga lediga förbindelser"},
	} {
		if l == Swedish && errors.Is(err, c.err) {
			return c.swedish
		}
	}
	return err.Error()
}
