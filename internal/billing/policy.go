package billing

import (
	"encoding/json"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"chargeback/allocation"
	"chargeback/internal/audit"
	"chargeback/internal/chargeback"
)

// Action is something that a person may or may not do. Its code stands in the
// audit log.
type Action string

// The actions of this package.
const (
	ActCalculate Action = "calculate"
	ActDryRun    Action = "dry_run"
	ActApprove   Action = "approve"
	ActClose     Action = "close"
	ActCorrect   Action = "correct"
	ActVerify    Action = "verify"
	ActImport    Action = "import"
	ActExport    Action = "export"
	ActDownload  Action = "download" // of a bill as a file, by whoever may read it
	ActRead      Action = "read"
	ActPerson    Action = "person"
	ActDeputy    Action = "deputy"
	ActRetire    Action = "retire"
	ActBackup    Action = "backup"
	ActRestore   Action = "restore"
	ActBackTest  Action = "back_test"
	ActChange    Action = "change" // of facts by a change set: who may import its tables
	ActObject    Action = "object"
	ActNeed      Action = "need"     // handed in or changed
	ActWithdraw  Action = "withdraw" // a need
	ActAnswer    Action = "answer"
	ActRecords   Action = "records" // public records released
	ActDenied    Action = "denied"  // of an action that was refused

	ActReadPeople  Action = "read_people"
	ActPassword    Action = "password" // a one-time password for somebody, or one's own changed
	ActToken       Action = "token"    // made
	ActRevoke      Action = "token_revoked"
	ActIdentity    Action = "identity" // linked to a person
	ActRequest     Action = "request"  // for a second person to decide
	ActDecide      Action = "decide"   // a request
	ActLogin       Action = "login"
	ActLoginFailed Action = "login_failed"
	ActLogout      Action = "logout"
	ActProfile     Action = "profile"
	ActNotify      Action = "notify" // those who read the bills of a closed month

	ActPlan       Action = "plan"        // keep or remove a scenario or budget
	ActReadPlans  Action = "read_plans"  // scenarios, budgets and price lists
	ActPropose    Action = "propose"     // a price list
	ActDecideList Action = "decide_list" // on a price list
)

// may says which roles may do what (TRUST, matrix; DECISIONS, "People and
// powers"). What is not here, nobody may.
var may = map[Action][]chargeback.Role{
	ActCalculate: {chargeback.Finance},
	ActDryRun:    {chargeback.Finance, chargeback.Chief},
	ActApprove:   {chargeback.Finance},
	ActClose:     {chargeback.Finance},
	ActCorrect:   {chargeback.Finance},
	ActVerify:    {chargeback.Finance, chargeback.Auditor, chargeback.Admin},
	ActImport:    {chargeback.Finance, chargeback.Chief},
	ActExport:    {chargeback.Finance, chargeback.Auditor},
	ActRead:      {chargeback.Finance, chargeback.Chief, chargeback.Auditor},
	ActPerson:    {chargeback.Admin},
	ActDeputy:    {chargeback.Finance},
	ActRetire:    {chargeback.Admin},
	ActBackup:    {chargeback.Admin},
	ActRestore:   {chargeback.Admin},
	ActBackTest:  {chargeback.Finance, chargeback.Chief},
	ActObject:    {chargeback.Head, chargeback.Finance},
	ActNeed:      {chargeback.Head},
	ActAnswer:    {chargeback.Finance},

	ActRecords:    {chargeback.Auditor},
	ActReadPeople: {chargeback.Admin, chargeback.Auditor},
	ActPassword:   {chargeback.Admin},
	ActToken:      {chargeback.Admin},
	ActRevoke:     {chargeback.Admin},
	ActIdentity:   {chargeback.Admin},
	ActRequest:    {chargeback.Admin},
	ActDecide:     {chargeback.Admin},

	ActPlan:       {chargeback.Chief},
	ActReadPlans:  {chargeback.Finance, chargeback.Chief, chargeback.Auditor},
	ActPropose:    {chargeback.Chief},
	ActDecideList: {chargeback.Finance},
}

// needPerson are the actions that no token does, whatever its person may: they
// are what one person answers to another for (DECISIONS).
var needPerson = []Action{ActApprove, ActClose, ActDecide, ActDecideList}

// onHost are the actions of commands on the host that ask for no role.
var onHost = []Action{ActReadPeople, ActPassword, ActToken, ActRevoke}

// chiefMayNotImport are the tables that are finance's alone (DECISIONS).
var chiefMayNotImport = []string{"settings", "costs"}

// Allow says whether an actor may do something today. While no person is
// registered any name will do; afterwards it is a person with the right role,
// or a deputy of one. The clock may calculate.
func (s *Service) Allow(tx Tx, who Actor, action Action) error {
	if who.Token != "" && slices.Contains(needPerson, action) {
		return &chargeback.Error{Code: chargeback.PersonRequired, Value: who.Name}
	}
	if who.Host && slices.Contains(onHost, action) {
		return CheckName(who.Name)
	}
	roles, err := s.rolesToday(tx, who)
	if err != nil {
		return err
	}
	if roles == nil {
		return nil
	}
	for _, role := range may[action] {
		if roles[role] {
			return nil
		}
	}
	return denied(who, action)
}

// AllowImport says whether an actor may import tables, or change them.
func (s *Service) AllowImport(tx Tx, who Actor, tables []string) error {
	if err := s.Allow(tx, who, ActImport); err != nil {
		return err
	}
	roles, err := s.rolesToday(tx, who)
	if err != nil || roles == nil || roles[chargeback.Finance] {
		return err
	}
	for _, table := range tables {
		for _, kept := range chiefMayNotImport {
			if table == kept {
				return &chargeback.Error{Code: chargeback.NotYourTable, Value: who.Name, Args: []string{table}}
			}
		}
	}
	return nil
}

// rolesToday returns the roles that an actor has today, with those of whom it
// is deputy for; nil means that anything is allowed.
func (s *Service) rolesToday(tx Tx, who Actor) (map[chargeback.Role]bool, error) {
	if who.Scheduler {
		return nil, nil
	}
	if err := CheckName(who.Name); err != nil {
		return nil, err
	}
	persons, err := tx.Persons()
	if err != nil || len(persons) == 0 {
		return nil, err
	}
	person, ok, err := tx.Person(who.Name)
	switch {
	case err != nil:
		return nil, err
	case !ok:
		return nil, &chargeback.Error{Code: chargeback.UnknownPerson, Value: who.Name}
	case !person.Active:
		return nil, &chargeback.Error{Code: chargeback.InactivePerson, Value: who.Name}
	}
	roles := make(map[chargeback.Role]bool)
	all, err := s.RolesToday(tx, &person)
	for _, role := range all {
		roles[role] = true
	}
	return roles, err
}

// RolesToday returns the roles that a person acts with today, rising: their
// own, finance where they are deputy for somebody who has it, and head where a
// grant is valid.
func (s *Service) RolesToday(tx Tx, person *chargeback.Person) ([]chargeback.Role, error) {
	if !person.Active {
		return nil, nil
	}
	roles := slices.Clone(person.Roles)
	today := s.today()
	if slices.ContainsFunc(person.Grants, func(g chargeback.Grant) bool { return g.Valid.Contains(today) }) {
		roles = append(roles, chargeback.Head)
	}
	deputies, err := tx.Deputies()
	if err != nil {
		return nil, err
	}
	for _, d := range deputies {
		if d.Person != person.Name || !d.Valid.Contains(today) {
			continue
		}
		absent, ok, err := tx.Person(d.For)
		if err != nil {
			return nil, err
		}
		// A deputy approves and closes for finance, and takes over nothing else.
		if ok && absent.Active && absent.Has(chargeback.Finance) {
			roles = append(roles, chargeback.Finance)
		}
	}
	slices.Sort(roles)
	return slices.Compact(roles), nil
}

func denied(who Actor, action Action) error {
	e := &chargeback.Error{Code: chargeback.NotAllowed, Value: who.Name, Args: []string{string(action)}}
	for _, role := range may[action] {
		e.Args = append(e.Args, role.String())
	}
	return e
}

// The longest name of a person and the longest reason, in characters.
const (
	maxName   = 100
	maxReason = 1000
)

// CheckName refuses names that no log could show.
func CheckName(name string) error {
	switch {
	case name == "":
		return &chargeback.Error{Code: chargeback.NoPersonName}
	case !printable(name) || utf8.RuneCountInString(name) > maxName || strings.TrimSpace(name) != name:
		return &chargeback.Error{Code: chargeback.BadPersonName, Value: name}
	}
	return nil
}

func printable(text string) bool {
	return utf8.ValidString(text) && !strings.ContainsFunc(text, unicode.IsControl)
}

// checkReason refuses a reason that says nothing.
func checkReason(reason string) error {
	trimmed := strings.TrimSpace(reason)
	if trimmed == "" || utf8.RuneCountInString(trimmed) > maxReason || !printable(trimmed) {
		return &chargeback.Error{Code: chargeback.BadReason}
	}
	return nil
}

// Event makes an event of the audit log; details are written as JSON.
func (s *Service) Event(who Actor, action Action, subject string, details any) audit.Event {
	text, err := json.Marshal(details)
	if err != nil {
		panic("bug: details that are no JSON: " + err.Error())
	}
	return audit.Event{
		At: s.Now(), Person: who.Name, Origin: who.Origin, Action: string(action), Subject: subject, Details: string(text),
	}
}

// act makes the mark of who did something now.
func (s *Service) act(who Actor) chargeback.Act {
	return chargeback.Act{Person: who.Name, At: s.Now().UTC()}
}

// today is the day in Sweden.
func (s *Service) today() allocation.Date {
	return DayIn(s.Now())
}
