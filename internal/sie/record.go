package sie

import "slices"

// The records of a file besides the rows of vouchers (chapter 6). A
// label that is not here is ignored.
var records = map[string]func(*reader){
	"#FLAGGA":   (*reader).flag,
	"#PROGRAM":  (*reader).program,
	"#FORMAT":   func(r *reader) { r.about(&r.file.Format, "format") },
	"#GEN":      (*reader).generated,
	"#SIETYP":   (*reader).sieType,
	"#PROSA":    func(r *reader) { r.file.Comment = r.text(0) },
	"#FTYP":     (*reader).known,
	"#FNR":      func(r *reader) { r.about(&r.file.CompanyID, "id") },
	"#ORGNR":    (*reader).orgNumber,
	"#BKOD":     (*reader).known,
	"#ADRESS":   (*reader).known,
	"#FNAMN":    func(r *reader) { r.about(&r.file.Company, "name") },
	"#RAR":      (*reader).year,
	"#TAXAR":    (*reader).known,
	"#OMFATTN":  func(r *reader) { r.file.Covers = r.day(0, "date") },
	"#KPTYP":    func(r *reader) { r.about(&r.file.AccountPlan, "plan") },
	"#VALUTA":   (*reader).currency,
	"#KONTO":    (*reader).account,
	"#KTYP":     func(r *reader) { r.accountDetail("type", func(a *Account, text string) { a.Type = text }) },
	"#ENHET":    func(r *reader) { r.accountDetail("unit", func(a *Account, text string) { a.Unit = text }) },
	"#SRU":      (*reader).known,
	"#DIM":      func(r *reader) { r.dimension(false) },
	"#UNDERDIM": func(r *reader) { r.dimension(true) },
	"#OBJEKT":   (*reader).object,
	"#IB":       func(r *reader) { r.balance(&r.file.Opening, false) },
	"#UB":       func(r *reader) { r.balance(&r.file.Closing, false) },
	"#RES":      func(r *reader) { r.balance(&r.file.Results, false) },
	"#OIB":      func(r *reader) { r.balance(&r.file.ObjectOpening, true) },
	"#OUB":      func(r *reader) { r.balance(&r.file.ObjectClosing, true) },
	"#PSALDO":   func(r *reader) { r.change(&r.file.PeriodTotals, &r.file.PeriodObjects) },
	"#PBUDGET":  func(r *reader) { r.change(&r.file.BudgetTotals, &r.file.BudgetObjectRows) },
	"#VER":      (*reader).openVoucher,
	"#KSUMMA":   (*reader).checksum,
}

// known reads a record that this package has no use for.
func (r *reader) known() {}

// about reads the only field of a record about the file as a whole.
func (r *reader) about(to *string, name string) {
	if r.need(EmptyField, name) {
		*to = r.text(0)
	}
}

// day reads a date that no money depends on.
func (r *reader) day(i int, name string) (d day) {
	text := r.text(i)
	if text == "" {
		return 0
	}
	d, ok := parseDate(text)
	if !ok {
		r.problem(IgnoredValue, text, name)
	}
	return d
}

func (r *reader) flag() {
	switch text := r.text(0); text {
	case "0":
	case "1":
		r.file.Imported = true
		r.problem(AlreadyImported, "")
	default:
		r.problem(IgnoredValue, text, "flag")
	}
}

func (r *reader) program() {
	r.need(EmptyField, "name", "version")
	r.file.Program, r.file.Version = r.text(0), r.text(1)
}

func (r *reader) generated() {
	if r.need(EmptyField, "date") {
		r.file.Generated = r.day(0, "date")
	}
	r.file.GeneratedBy = r.text(1)
}

func (r *reader) sieType() {
	switch text := r.text(0); text {
	case "1", "2", "3", "4":
		r.file.Type = int(text[0] - '0')
	default:
		r.problem(BadType, text)
	}
}

func (r *reader) orgNumber() {
	if !r.need(EmptyField, "number") {
		return
	}
	number, ok := orgNumber(r.text(0))
	if !ok {
		r.problem(IgnoredValue, number, "number")
		return
	}
	r.file.OrgNumber = number
}

func (r *reader) currency() {
	switch text := r.text(0); text {
	case "":
		r.problem(EmptyField, "", "currency")
	case "SEK":
	default:
		r.file.Currency = text
		r.problem(OtherCurrency, text)
	}
}

// year reads a #RAR. One without dates, as 4I files of BL Administration have,
// is left out.
func (r *reader) year() {
	if !r.need(EmptyField, "year", "start", "end") {
		return
	}
	number, ok := r.yearNumber()
	if !ok {
		return
	}
	from, ok1 := parseDate(r.text(1))
	to, ok2 := parseDate(r.text(2))
	switch {
	case !ok1:
		r.problem(BadDate, r.text(1), "start")
		return
	case !ok2 || to < from:
		r.problem(BadDate, r.text(2), "end")
		return
	}
	years := &r.file.Years
	if i, ok := r.declared("year", yearNumber(number), len(*years)); ok {
		r.double(DoubleYear, r.text(0), (*years)[i].Line)
		return
	}
	*years = append(*years, Year{Number: number, Days: span{From: from, To: to}, Line: r.line})
}

func (r *reader) yearNumber() (int, bool) {
	n, ok := parseYear(r.text(0))
	if !ok {
		r.problem(BadYear, r.text(0))
	}
	return n, ok
}

// accountNumber reads an account: digits, as many as the plan of accounts has.
func (r *reader) accountNumber(i int) (string, bool) {
	text := r.text(i)
	if !isDigits(text) {
		r.problem(BadAccount, text)
		return "", false
	}
	return text, true
}

func (r *reader) account() {
	if !r.need(MissingField, "account") {
		return
	}
	number, ok := r.accountNumber(0)
	if !ok {
		return
	}
	accounts := &r.file.Accounts
	if i, ok := r.declared("account", number, len(*accounts)); ok {
		r.double(DoubleAccount, number, (*accounts)[i].Line)
		return
	}
	if r.text(1) == "" {
		r.problem(EmptyField, number, "name")
	}
	*accounts = append(*accounts, Account{Number: number, Name: r.text(1), Line: r.line})
}

// accountDetail reads a record that says more about an account that is declared.
func (r *reader) accountDetail(name string, set func(*Account, string)) {
	number := r.text(0)
	i, ok := r.declared("account", number, -1)
	if !ok {
		r.problem(IgnoredValue, number, "account")
		return
	}
	text := r.text(1)
	if name == "type" && text != "T" && text != "S" && text != "K" && text != "I" {
		r.problem(IgnoredValue, text, name)
		return
	}
	set(&r.file.Accounts[i], text)
}

// dimensionNumber reads the number of a dimension.
func (r *reader) dimensionNumber(text string) (int, bool) {
	n, ok := parseNumber(text)
	if !ok || n == 0 {
		r.problem(BadDimension, text)
		return 0, false
	}
	return n, true
}

func (r *reader) dimension(under bool) {
	if !r.need(MissingField, "dimension") {
		return
	}
	d := Dimension{Name: r.text(1), Line: r.line}
	var ok bool
	if d.Number, ok = r.dimensionNumber(r.text(0)); !ok {
		return
	}
	if d.Name == "" {
		r.problem(EmptyField, r.text(0), "name")
	}
	if under {
		if d.Parent, ok = r.dimensionNumber(r.text(2)); !ok {
			return
		}
	}
	dimensions := &r.file.Dimensions
	if i, ok := r.declared("dimension", decimal(uint64(d.Number), 1), len(*dimensions)); ok {
		r.double(DoubleDimension, r.text(0), (*dimensions)[i].Line)
		return
	}
	*dimensions = append(*dimensions, d)
}

func (r *reader) object() {
	if !r.need(MissingField, "dimension", "object") {
		return
	}
	dimension, ok := r.dimensionNumber(r.text(0))
	if !ok {
		return
	}
	o := ObjectName{Object: Object{dimension, r.text(1)}, Name: r.text(2), Line: r.line}
	if o.Name == "" {
		r.problem(EmptyField, o.Code, "name")
	}
	objects := &r.file.Objects
	if i, ok := r.declared("object", decimal(uint64(dimension), 1)+"\x00"+o.Code, len(*objects)); ok {
		r.double(DoubleObject, o.Code, (*objects)[i].Line)
		return
	}
	*objects = append(*objects, o)
}

// amount reads an amount.
func (r *reader) amount(i int) (ore, bool) {
	text := r.text(i)
	amount, code := parseAmount(text)
	switch code {
	case "":
		return amount, true
	case AmountTooLarge:
		r.problem(code, text, largest)
	default:
		r.problem(code, text)
	}
	return 0, false
}

// quantity reads a quantity, which is kept as it is written.
func (r *reader) quantity(i int) string {
	text := r.text(i)
	if text != "" && !isQuantity(text) {
		r.problem(IgnoredValue, text, "quantity")
		return ""
	}
	return text
}

// mostDimensions is how many of a list are compared; no plan of accounts has as
// many dimensions, and a line of any length is read in time that grows with it.
const mostDimensions = 64

// objects reads an object list.
func (r *reader) objects(i int) ([]Object, bool) {
	if i >= len(r.fields) || !r.fields[i].list {
		r.problem(MissingField, "", "objects")
		return nil, false
	}
	items := r.fields[i].items
	if len(items)%2 == 1 {
		r.problem(BadObjects, r.decode(items[len(items)-1]))
		return nil, false
	}
	var objects []Object
	for ; len(items) > 0; items = items[2:] {
		dimension, ok := r.dimensionNumber(r.decode(items[0]))
		if !ok {
			return nil, false
		}
		object := Object{dimension, r.decode(items[1])}
		first := objects[:min(len(objects), mostDimensions)]
		if slices.ContainsFunc(first, func(o Object) bool { return o.Dimension == dimension }) {
			r.problem(TwoObjects, object.Code, decimal(uint64(dimension), 1))
		}
		objects = append(objects, object)
	}
	return objects, true
}

// balance reads #IB, #UB, #RES and, with objects, #OIB and #OUB.
func (r *reader) balance(to *[]Balance, withObjects bool) {
	names := []string{"year", "account", "amount"}
	at := 2
	if withObjects {
		names = []string{"year", "account", "objects", "amount"}
		at = 3
	}
	if !r.need(MissingField, names...) {
		return
	}
	b := Balance{Line: r.line, Quantity: r.quantity(at + 1)}
	var ok1, ok2 bool
	ok3 := true
	b.Year, ok1 = r.yearNumber()
	b.Account, ok2 = r.accountNumber(1)
	if withObjects {
		b.Objects, ok3 = r.objects(2)
	}
	amount, ok4 := r.amount(at)
	if b.Amount = amount; ok1 && ok2 && ok3 && ok4 {
		*to = append(*to, b)
	}
}

// change reads #PSALDO and #PBUDGET.
func (r *reader) change(totals, split *[]Change) {
	if !r.need(MissingField, "year", "period", "account", "objects", "amount") {
		return
	}
	c := Change{Line: r.line, Quantity: r.quantity(5)}
	var ok1, ok2, ok3, ok4, ok5 bool
	c.Year, ok1 = r.yearNumber()
	if c.Period, ok2 = parsePeriod(r.text(1)); !ok2 {
		r.problem(BadPeriod, r.text(1))
	}
	c.Account, ok3 = r.accountNumber(2)
	c.Objects, ok4 = r.objects(3)
	c.Amount, ok5 = r.amount(4)
	switch {
	case !ok1 || !ok2 || !ok3 || !ok4 || !ok5:
	case len(c.Objects) == 0:
		*totals = append(*totals, c)
	default:
		*split = append(*split, c)
	}
}

// checksum reads the first #KSUMMA or the last.
func (r *reader) checksum() {
	switch value := r.text(0); {
	case r.sum.running:
		sum, code := r.sum.end(value)
		r.file.Checksum = sum
		if code == BadChecksum {
			r.problem(code, value)
		} else if code != "" {
			r.problem(code, value, decimal(uint64(sum.Computed), 1))
		}
	case value != "" || r.sum.ended:
		r.problem(ChecksumAlone, value)
	default:
		r.sum.running, r.sum.line = true, r.line
	}
}
