package billing

import (
	"context"
	"encoding/json"
	"slices"
	"strconv"

	"chargeback/allocation"
	"chargeback/internal/audit"
	"chargeback/internal/chargeback"
	"chargeback/internal/checker"
)

// Proof is what was found when a closed month was proved.
type Proof struct {
	Status      chargeback.MonthStatus
	Header      chargeback.RunHeader
	Chain       audit.Head // of the whole log
	Corrections int
	Lines       int
	Faults      []Fault // none: the month is proved
}

// Fault is something that does not hold.
type Fault struct {
	Code  FaultCode
	Where string
	Want  string
	Got   string
}

// FaultCode names what does not hold.
type FaultCode string

// What a proof looks at.
const (
	FaultChain      FaultCode = "chain"      // the audit log is not whole; where: the kind of fault, got: number of the event
	FaultEvent      FaultCode = "event"      // the event of closing tells another month than is stored
	FaultInputs     FaultCode = "inputs"     // the rows are not those that the run was made of; where: the table
	FaultCells      FaultCode = "cells"      // the counted cells are others
	FaultRecomputed FaultCode = "recomputed" // the engine comes to something else from the frozen inputs
	FaultResult     FaultCode = "result"     // the stored lines are not those that were closed
	FaultCorrection FaultCode = "correction" // a correction is another than was kept; where: its place
	FaultLaw        FaultCode = "law"        // the separate checker found a law broken; where: which, and where
)

// Verify proves a closed month in two ways (SPEC §9): the engine recomputes it
// byte for byte from the frozen inputs, and the separate checker holds inputs
// and lines to the laws of the calculation. It also checks the audit chain, and
// that the chain's event of closing tells the same month. After retention it
// starts at the counted cells.
func (s *Service) Verify(ctx context.Context, who Actor, p allocation.Period) (*Proof, error) {
	var proof *Proof
	err := s.DB.View(ctx, func(tx Tx) (err error) {
		if err := s.Allow(tx, who, ActVerify); err != nil {
			return err
		}
		proof, err = prove(tx, p)
		return err
	})
	if err != nil {
		return nil, s.Refused(ctx, who, p.String(), err)
	}
	err = s.DB.Update(ctx, func(tx Tx) error {
		_, err := tx.Append(s.Event(who, ActVerify, p.String(), struct {
			Run    string `json:"run"`
			Faults int    `json:"faults"`
		}{proof.Header.ID, len(proof.Faults)}))
		return err
	})
	return proof, err
}

// prover gathers faults.
type prover struct {
	tx    Tx
	proof *Proof
}

func (v *prover) fault(code FaultCode, where, want, got string) {
	v.proof.Faults = append(v.proof.Faults, Fault{code, where, want, got})
}

// equal adds a fault where two texts differ.
func (v *prover) equal(code FaultCode, where, want, got string) bool {
	if want != got {
		v.fault(code, where, want, got)
	}
	return want == got
}

func prove(tx Tx, p allocation.Period) (*Proof, error) {
	m, err := closedMonth(tx, p)
	if err != nil {
		return nil, err
	}
	v := prover{tx, &Proof{Status: m}}
	events, err := v.chain(m)
	if err != nil {
		return nil, err
	}
	header, ok, err := tx.Run(m.Run)
	if err != nil {
		return nil, err
	}
	if !ok {
		v.fault(FaultResult, p.String(), m.Run, "")
		return v.proof, nil
	}
	v.proof.Header = header
	result, err := tx.Result(m.Run)
	if err != nil {
		return nil, err
	}
	v.proof.Lines = result.LineCount
	entering, err := tx.CorrectionsInto(p)
	if err != nil {
		return nil, err
	}
	v.closing(m, header, entering, events)
	if err := v.frozen(header, result, entering); err != nil {
		return nil, err
	}
	return v.proof, v.corrections(m, result, events)
}

// chain checks the whole log, with the heads of all closed months as anchors,
// and returns the events of closing and correcting the month.
func (v *prover) chain(m chargeback.MonthStatus) ([]audit.Event, error) {
	months, err := v.tx.Months()
	if err != nil {
		return nil, err
	}
	var anchors []audit.Head
	for _, other := range months {
		if other.State == chargeback.Closed {
			anchors = append(anchors, audit.Head{Number: other.Head.Length, Hash: other.Head.Hash})
		}
	}
	var own []audit.Event
	head, problem, err := checkChain(v.tx, anchors, func(e *audit.Event) {
		if e.Subject == m.Period.String() && (e.Action == string(ActClose) || e.Action == string(ActCorrect)) {
			own = append(own, *e)
		}
	})
	if err != nil {
		return nil, err
	}
	v.proof.Chain = head
	if problem != nil {
		v.fault(FaultChain, problem.Fault.String(), "", strconv.FormatInt(problem.Number, 10))
	}
	return own, nil
}

// checkChain reads the whole log.
func checkChain(tx Tx, anchors []audit.Head, see func(*audit.Event)) (audit.Head, *audit.Problem, error) {
	verifier := audit.NewVerifier(anchors...)
	for e, err := range tx.Events(1) {
		if err != nil {
			return audit.Head{}, nil, err
		}
		if !verifier.Add(e) {
			break
		}
		see(e)
	}
	head, problem := verifier.Result()
	return head, problem, nil
}

// closing holds the stored month against what the chain says of its closing.
func (v *prover) closing(m chargeback.MonthStatus, header chargeback.RunHeader, entering []chargeback.Correction, events []audit.Event) {
	at := slices.IndexFunc(events, func(e audit.Event) bool { return e.Action == string(ActClose) })
	if at < 0 {
		v.fault(FaultEvent, string(ActClose), m.Period.String(), "")
		return
	}
	var told closing
	if err := json.Unmarshal([]byte(events[at].Details), &told); err != nil {
		v.fault(FaultEvent, string(ActClose), "JSON", err.Error())
		return
	}
	v.equal(FaultEvent, "run", told.Run, m.Run)
	v.equal(FaultEvent, "result", told.Result, header.Result)
	v.equal(FaultEvent, "cells", told.Cells, header.Cells)
	v.equal(FaultEvent, "voucher", strconv.FormatInt(told.Voucher, 10), strconv.FormatInt(m.Voucher, 10))
	v.equal(FaultEvent, "accepted", told.Accepted, m.Accepted)
	v.equal(FaultEvent, "person", events[at].Person, m.Closed.Person)
	v.equal(FaultEvent, "head", events[at].Hash, m.Head.Hash)
	v.equal(FaultEvent, "corrections", strconv.Itoa(len(told.Corrections)), strconv.Itoa(len(entering)))
	for i := range min(len(told.Corrections), len(entering)) {
		v.equal(FaultCorrection, entering[i].Month.String(), told.Corrections[i], entering[i].Digest())
	}
}

// frozen recomputes the run from its frozen inputs and holds the stored result
// to the laws.
func (v *prover) frozen(header chargeback.RunHeader, result *chargeback.Result, entering []chargeback.Correction) error {
	cells, err := v.tx.Cells(header.ID)
	if err != nil {
		return err
	}
	v.equal(FaultCells, "", header.Cells, chargeback.DigestCells(cells))
	v.equal(FaultResult, header.Period.String(), header.Result, result.Digest())
	subject := checker.Month{Billed: result}
	if header.Retired {
		subject.Cells = cells
		if subject.Records, err = v.tx.ReadFacts(header.Facts, smallTables...); err != nil {
			return err
		}
		v.recompute(header)
	} else {
		if subject.Records, err = v.tx.ReadFacts(header.Facts); err != nil {
			return err
		}
		at := snapshot{header.Facts, subject.Records, entering}
		v.rows(header, &at, cells)
	}
	for _, violation := range checker.Check(subject) {
		v.fault(FaultLaw, string(violation.Law)+" "+violation.Where, violation.Want, violation.Got)
	}
	return nil
}

// rows charges the month from its rows again.
func (v *prover) rows(header chargeback.RunHeader, at *snapshot, cells []chargeback.CountedCell) {
	inputs := chargeback.DigestInputs(at.records, header.Period, at.entering)
	if !v.equal(FaultInputs, "", header.ID, inputs.RunID()) {
		for i, t := range inputs.Tables {
			if i < len(header.Inputs) {
				v.equal(FaultInputs, t.Table, header.Inputs[i].Digest, t.Digest)
			}
		}
	}
	month, err := at.charge(header.Period)
	if err != nil {
		v.fault(FaultRecomputed, header.Period.String(), header.Result, err.Error())
		return
	}
	v.equal(FaultRecomputed, header.Period.String(), header.Result, month.header.Result)
	if !slices.Equal(month.cells, cells) {
		v.fault(FaultCells, "", month.header.Cells, chargeback.DigestCells(cells))
	}
}

// recompute charges the month from its counted cells.
func (v *prover) recompute(header chargeback.RunHeader) {
	month, err := FrozenMonth(v.tx, header)
	if err == nil {
		var run *chargeback.Run
		if run, err = month.Charge(nil); err == nil {
			v.equal(FaultRecomputed, header.Period.String(), header.Result, run.Result().Digest())
			return
		}
	}
	v.fault(FaultRecomputed, header.Period.String(), header.Result, err.Error())
}

// corrections recomputes the chain of corrections: each is what the log says,
// and what stands after it is what the month comes to with the facts that it
// was made from.
func (v *prover) corrections(m chargeback.MonthStatus, result *chargeback.Result, events []audit.Event) error {
	chain, err := v.tx.CorrectionsOf(m.Period)
	if err != nil {
		return err
	}
	v.proof.Corrections = len(chain)
	if told := countCorrections(events); told != len(chain) {
		v.fault(FaultCorrection, m.Period.String(), strconv.Itoa(told), strconv.Itoa(len(chain)))
	}
	if len(chain) == 0 {
		return nil
	}
	entering, err := v.tx.CorrectionsInto(m.Period)
	if err != nil {
		return err
	}
	standing := chargeback.NewStanding(result)
	for i := range chain {
		c := &chain[i]
		where := m.Period.String() + " " + strconv.Itoa(c.Place)
		v.equal(FaultCorrection, where, toldDigest(events, c.Number), c.Digest())
		if err := standing.Apply(c); err != nil {
			v.fault(FaultCorrection, where, "", err.Error())
			return nil
		}
		if v.proof.Header.Retired {
			continue
		}
		records, err := v.tx.ReadFacts(c.Facts)
		if err != nil {
			return err
		}
		at := snapshot{c.Facts, records, entering}
		month, err := at.charge(m.Period)
		if err != nil {
			v.fault(FaultCorrection, where, "", err.Error())
			continue
		}
		v.equal(FaultCorrection, where, month.header.Result, standing.Result().Digest())
		v.equal(FaultCorrection, where, month.header.ID, c.Run)
	}
	return nil
}

// toldDigest is what the log says that a correction is; empty where it says
// nothing.
func toldDigest(events []audit.Event, number int64) string {
	var told corrected
	for i := range events {
		if events[i].Number == number && json.Unmarshal([]byte(events[i].Details), &told) == nil {
			return told.Digest
		}
	}
	return ""
}

func countCorrections(events []audit.Event) (n int) {
	for i := range events {
		if events[i].Action == string(ActCorrect) {
			n++
		}
	}
	return n
}

// VerifyChain checks the whole audit log against heads that were seen outside
// the database, and against those of closed months.
func (s *Service) VerifyChain(ctx context.Context, who Actor, seen []audit.Head) (audit.Head, *audit.Problem, error) {
	var (
		head    audit.Head
		problem *audit.Problem
	)
	err := s.DB.View(ctx, func(tx Tx) error {
		if err := s.Allow(tx, who, ActVerify); err != nil {
			return err
		}
		months, err := tx.Months()
		if err != nil {
			return err
		}
		anchors := slices.Clone(seen)
		for _, m := range months {
			if m.State == chargeback.Closed {
				anchors = append(anchors, audit.Head{Number: m.Head.Length, Hash: m.Head.Hash})
			}
		}
		head, problem, err = checkChain(tx, anchors, func(*audit.Event) {})
		return err
	})
	return head, problem, s.Refused(ctx, who, "", err)
}
